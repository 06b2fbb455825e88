"""Statements, put into SQL once for all bases of a process: each base that is opened would begin with none."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import Engine, create_engine
from sqlcipher3 import dbapi2 as sqlcipher

from core.storage import connection


@contextmanager
def remembering_statements() -> Iterator[None]:
    """Within the block bases share what was worked out, and the dialect that it is kept under."""
    pattern = create_engine("sqlite://", module=sqlcipher)
    pattern.connect().close()  # by its first connection it learns what this SQLite can do
    written: dict[Any, Any] = {}

    def made(*arguments: Any, **options: Any) -> Engine:
        engine = create_engine(*arguments, **options)
        engine.dialect = pattern.dialect
        engine.update_execution_options(compiled_cache=written)
        return engine

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(connection, "create_engine", made)
        yield
    pattern.dispose()
