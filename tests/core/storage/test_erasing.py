"""Who is erased is known to no table any more; what was offered stays on record without the person."""

from dataclasses import replace

import pytest
from sqlalchemy import insert, select

from core.domain.consent import ConsentDocument
from core.domain.lead import Answer, Stage
from core.domain.ownership import Ownership
from core.domain.recommendation import Recommendation
from core.domain.reply import ReplyProblem
from core.storage.erasing import erase_clients
from core.storage.leads import LeadOutcome
from core.storage.packages import NewPackage
from core.storage.people_tables import import_change, merge, package_content, pair
from core.storage.replies import StoredLine
from core.storage.store import Store
from core.storage.tables import client, metadata, package, refusal
from core.storage.unit_of_work import UnitOfWork
from tests.core.storage.conftest import NOW, TODAY
from tests.core.storage.laying import ONE, lay


def _erase(store: Store, *clients: int) -> int:
    with store.unit_of_work() as work:
        return erase_clients(work.clients._connection, clients, NOW)


def _fill(store: Store, *new: Recommendation) -> list[Recommendation]:
    leads = lay(store, *new)
    with store.unit_of_work() as work:
        work.clients.put_ownerships([Ownership(one, 2, 2) for one in (1, 2, 3)])
        work.consents.sign([1, 2, 3], work.consents.ensure_document(ConsentDocument("С-1", TODAY, frozenset({1}))))
        for one, other in ((1, 3), (2, 3), (3, 1), (3, 2)):
            of_both = {"client_id": one, "other_id": other, "evidence": [], "user_id": 1, "at": NOW}
            work.clients._connection.execute(insert(merge).values(of_both | {"before": {}, "content": {}}))
            work.clients._connection.execute(insert(pair).values(of_both | {"weight": 9.0, "state": "open"}))
        for one in (1, 2, 3):
            change = {"import_id": 1, "client_id": one, "before": None, "after": ""}
            work.clients._connection.execute(insert(import_change).values(change))
            work.clients._connection.execute(insert(refusal).values(client_id=one, kind_id=2, noted_on=TODAY))
            work.replies.add(StoredLine(0, 1, NOW, 2, {}, "", ReplyProblem.ANSWER_UNCLEAR, None, one))
    return leads


def _rows_of(store: Store, id_: int) -> dict[str, int]:
    """Table → rows that know a client, in every table that could."""
    found = {}
    with store.reading() as work:
        for table in metadata.tables.values():
            for name in {"client_id", "other_id"} & {column.name for column in table.c}:
                known = work.clients._connection.execute(select(table.c[name]).where(table.c[name] == id_))
                found[f"{table.name}.{name}"] = len(known.all())
        found["client"] = len(work.clients.heads([id_]))
    return found


def _add_package(work: UnitOfWork, name: str, *leads: Recommendation) -> int:
    made = work.packages.add(NewPackage(1, name, ("phone",), len(leads), "d", b"sealed", "secret"), NOW)
    work.leads.pack([one.id for one in leads], made, NOW)
    return made


def test_a_client_without_leads_that_were_offered_is_gone_from_every_table(store: Store) -> None:
    kept = (Stage.PROCESSED, Stage.IN_REVIEW, Stage.POSTPONED, Stage.DECLINED, Stage.WAITING, Stage.TASK)
    _fill(store, *(replace(ONE, client_id=one, stage=stage) for one in (1, 2) for stage in kept))
    before = _rows_of(store, 1)
    assert all(before.values()), before
    assert _erase(store, 1) == 1
    assert not any(_rows_of(store, 1).values())
    assert _rows_of(store, 2) == before
    assert store.check() == []


def test_nothing_of_a_client_is_in_a_table_that_the_search_does_not_know() -> None:
    named = {table.name for table in metadata.tables.values() for column in table.c if "client" in column.name}
    of_types = {"kind", "service"}  # whose column tells for which type of client they are
    assert named - of_types == {"client", "consent", "document", "ownership", "person", "person_key", "portrait"} | {
        "client_number",
        "import_change",
        "merge",
        "pair",
        "recommendation",
        "refusal",
        "reply_line",
    }


def test_leads_that_were_offered_lose_the_person_and_keep_their_answers(store: Store) -> None:
    leads = _fill(store, replace(ONE, stage=Stage.OUTCOME, offered_on=TODAY), replace(ONE, stage=Stage.SENT), ONE)
    with store.unit_of_work() as work:
        work.outcomes.put(leads[0].id, LeadOutcome(Answer.REFUSED, TODAY, None))
    with store.reading() as work:
        answers = work.leads.answers(TODAY)
    assert _erase(store, 1) == 1
    left = {name: count for name, count in _rows_of(store, 1).items() if count}
    assert left == {"recommendation.client_id": 2, "client": 1}
    with store.reading() as work:
        assert work.leads.answers(TODAY) == answers
        assert {one.stage for one in work.leads.everything()} == {Stage.OUTCOME, Stage.SENT}
        assert work.clients.count() == 2
        assert work.clients.count_pending(TODAY) == 2
        assert list(work.clients.columns().ids) == [2, 3]
        assert work.clients._connection.execute(select(client).where(client.c.id == 1)).one()[2:] == (
            TODAY,
            "erased",
            None,
            None,
            None,
        )
    assert store.check() == []
    assert _erase(store, 1) == 0


def test_the_register_of_what_left_stays_without_its_content(store: Store) -> None:
    leads = _fill(store, *(replace(ONE, client_id=one, stage=Stage.WAITING) for one in (1, 2, 3)))
    with store.unit_of_work() as work:
        shared, other = _add_package(work, "1.xlsx", *leads[:2]), _add_package(work, "2.xlsx", leads[2])
        work.leads.offer([one.id for one in leads], Stage.SENT, NOW, TODAY)
    with store.reading() as work:
        register = work.packages.everything()
    _erase(store, 1)
    with store.reading() as work:
        assert work.packages.everything() == register
        assert (work.packages.content(shared), work.packages.password(shared)) == (b"", "secret")
        assert work.packages.content(other) == b"sealed"
        assert len(work.leads.of_package(shared)) == 2


def test_a_package_that_has_not_left_is_dissolved_and_the_leads_of_others_wait(store: Store) -> None:
    leads = _fill(store, *(replace(ONE, client_id=one, stage=Stage.WAITING) for one in (1, 2, 3)))
    with store.unit_of_work() as work:
        _add_package(work, "1.xlsx", *leads[:2])
        other = _add_package(work, "2.xlsx", leads[2])
    _erase(store, 1)
    with store.reading() as work:
        standing = {one.client_id: (one.stage, one.package_id) for one in work.leads.everything()}
        assert standing == {2: (Stage.WAITING, None), 3: (Stage.PACKAGED, other)}
        assert [one.id for one in work.packages.everything()] == [other]
        connection = work.clients._connection
        assert connection.scalars(select(package_content.c.package_id)).all() == [other]
        assert connection.scalars(select(package.c.id)).all() == [other]
    assert store.check() == []


@pytest.mark.parametrize("clients", [(), (77,)])
def test_erasing_nobody_changes_nothing(store: Store, clients: tuple[int, ...]) -> None:
    _fill(store, ONE)
    before = _rows_of(store, 1)
    assert _erase(store, *clients) == 0
    assert _rows_of(store, 1) == before


def test_everybody_is_erased_in_batches(store: Store) -> None:
    _fill(store, ONE)
    assert _erase(store, *range(20_000)) == 3
    with store.reading() as work:
        assert work.clients.count() == 0
        assert not list(work.leads.everything())
    assert store.check() == []
