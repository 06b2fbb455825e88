"""Files of watched folders that were looked at once, as they stood then."""

from collections.abc import Mapping

from sqlalchemy import Connection, select
from sqlalchemy.dialects.sqlite import insert

from core.storage.people_tables import seen_file


class SeenFiles:
    """Records of `seen_file`: path → size in bytes and time of change in seconds since 1970."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def everything(self) -> dict[str, tuple[int, float]]:
        """All that was ever looked at."""
        rows = self._connection.execute(select(seen_file.c.path, seen_file.c.size, seen_file.c.changed)).all()
        return {path: (size, changed) for path, size, changed in rows}

    def put(self, files: Mapping[str, tuple[int, float]]) -> None:
        """Note that these were looked at."""
        rows = [{"path": path, "size": size, "changed": changed} for path, (size, changed) in files.items()]
        if rows:
            note = insert(seen_file)
            again = {"size": note.excluded.size, "changed": note.excluded.changed}
            self._connection.execute(note.on_conflict_do_update(index_elements=["path"], set_=again), rows)
