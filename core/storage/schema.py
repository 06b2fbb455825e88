"""Which schema a base has, which one this program wants, and the way from the one to the other.

Only a base that is new or of an older schema loads Alembic: that takes longer than to open a base.
"""

from functools import cache
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, inspect, text

_PLACE: Final = Path(__file__).with_name("migrations")


@cache
def known_schemas() -> tuple[str, ...]:
    """What this program can open, oldest first: each migration's file begins with the number of its schema."""
    return tuple(sorted(file.name.partition("_")[0] for file in (_PLACE / "versions").glob("[0-9]*.py")))


def schema_of(connection: Connection) -> str | None:
    """The schema of the stores, None where there is none yet. The connection is in a transaction."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return found


def bring_up_to_date(connection: Connection) -> None:
    """Run the migrations that the stores lack, in the transaction of the connection."""
    from alembic import command  # noqa: PLC0415 (see above)
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(_PLACE))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
