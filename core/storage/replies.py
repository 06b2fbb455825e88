"""Records of answers of partners: codes, and lines that wait for a person."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, delete, func, insert, or_, select, update

from core.domain.errors import UnknownRecord
from core.domain.reply import NAMED_UNSURELY, WHO, ReplyProblem
from core.storage.reach import EVERYBODY, Reach
from core.storage.reply_tables import lead_code, reply_line
from core.storage.rows import added, batches


@dataclass(frozen=True, slots=True, repr=False)
class StoredLine:
    """A line of a reply: row `number` of a file that `user_id` loaded at `at`, in UTC without zone; `said` column →
    text. Lead and client where the code told them.
    """

    id: int
    user_id: int
    at: datetime
    number: int
    said: Mapping[str, str]
    comment: str
    problem: ReplyProblem | None
    recommendation_id: int | None
    client_id: int | None


@dataclass(frozen=True, slots=True, repr=False)
class Comment:
    """What the partner of a lead wrote beside an answer, read at `at`, in UTC without zone."""

    lead: int
    at: datetime
    text: str


class ReplyRecords:
    """Records of `lead_code` and `reply_line`. Lines are of clients within reach, or of nobody known and
    of the user who loaded them.
    """

    def __init__(self, connection: Connection, reach: Reach = EVERYBODY) -> None:
        self._connection = connection
        self._reach = reach

    def leads(self, codes: Iterable[str]) -> dict[str, int]:
        """Code → lead, of those codes that were given out."""
        columns = select(lead_code.c.code, lead_code.c.recommendation_id)
        pieces = (columns.where(lead_code.c.code.in_(some)) for some in batches(sorted(set(codes))))
        return {code: lead for piece in pieces for code, lead in self._connection.execute(piece)}

    def given_out(self) -> dict[str, int]:
        """Code → lead, of all codes, whosever the leads are."""
        rows = self._connection.execute(select(lead_code.c.code, lead_code.c.recommendation_id))
        return {row.code: row.recommendation_id for row in rows}

    def add(self, line: StoredLine) -> int:
        """Keep a line; its id is given anew and returned."""
        values = {
            "user_id": line.user_id,
            "at": line.at,
            "number": line.number,
            "said": dict(line.said),
            "comment": line.comment,
            "problem": line.problem,
            "recommendation_id": line.recommendation_id,
            "client_id": line.client_id,
        }
        return added(self._connection, insert(reply_line).values(values))

    def waiting(self, user_id: int) -> list[StoredLine]:
        """The lines that wait for this user, file by file as they stood there."""
        return self._read(reply_line.c.problem.is_not(None) & reply_line.c.settled_at.is_(None), user_id)

    def one_waiting(self, id_: int, user_id: int) -> StoredLine:
        """A line that waits. Raises UnknownRecord."""
        found = [one for one in self.waiting(user_id) if one.id == id_]
        if not found:
            raise UnknownRecord
        return found[0]

    def comments(self, leads: Sequence[int]) -> list[Comment]:
        """What their partners wrote beside the answers of leads that were read before, in the order of coming; what is
        said again once a row is clear stands there once.
        """
        found: list[tuple[int, Comment]] = []
        for some in batches(leads):
            wanted = select(reply_line.c.id, reply_line.c.recommendation_id, reply_line.c.at, reply_line.c.comment)
            theirs = reply_line.c.recommendation_id.in_(some) & (reply_line.c.comment != "")
            found += [(id_, Comment(*told)) for id_, *told in self._connection.execute(wanted.where(theirs))]
        latest = {(comment.lead, comment.text): comment for _, comment in sorted(found, key=lambda one: one[0])}
        return sorted(latest.values(), key=lambda one: one.at)

    def settle(self, id_: int, at: datetime | None) -> None:
        """A person has dealt with a line, or (None) it waits again."""
        self._connection.execute(update(reply_line).where(reply_line.c.id == id_).values(settled_at=at))

    def remove(self, ids: Sequence[int]) -> None:
        """Forget lines."""
        for some in batches(ids):
            self._connection.execute(delete(reply_line).where(reply_line.c.id.in_(some)))

    def forget_people(self, until: datetime) -> int:
        """Forget the rows up to then that name people of whom nobody can surely tell who they are; how many went."""
        return self._connection.execute(
            delete(reply_line).where(_may_name_anybody(), reply_line.c.at <= until)
        ).rowcount

    def count_naming(self) -> int:
        """How many rows that wait, whoever pasted them, would go with `forget_people` now."""
        waiting = select(func.count()).select_from(reply_line).where(reply_line.c.settled_at.is_(None))
        return int(self._connection.scalar(waiting.where(_may_name_anybody())) or 0)

    def _read(self, condition: ColumnElement[bool], user_id: int) -> list[StoredLine]:
        columns = [column for column in reply_line.c if column.name != "settled_at"]
        nobodys = reply_line.c.client_id.is_(None) & (reply_line.c.user_id == user_id)
        mine = or_(nobodys, reply_line.c.client_id.is_not(None) & self._reach.holds(reply_line.c.client_id))
        rows = self._connection.execute(select(*columns).where(condition, mine).order_by(reply_line.c.id)).mappings()
        return [StoredLine(**{**row, "problem": row["problem"] and ReplyProblem(row["problem"])}) for row in rows]


def _may_name_anybody() -> ColumnElement[bool]:
    """Rows that tell somebody by name, and do not tell surely whom."""
    named: ColumnElement[bool] = reply_line.c.said[WHO].as_string().is_not(None)
    return named & reply_line.c.problem.in_([one.value for one in NAMED_UNSURELY])
