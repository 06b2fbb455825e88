"""A base in which every kind of client stands in every state, and sessions of every role in it."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

from core.domain.client import ClientRow, Document, DocumentKind
from core.domain.decision import OverrideReason
from core.domain.lead import LASTING, LEADS, UNDECIDED, Answer, Stage
from core.domain.recall import Recall
from core.domain.recommendation import Override
from core.domain.reply import ReplyProblem
from core.domain.rights import PENDING, RIGHTS, SEES_PEOPLE, Role, UseCase, Whose
from core.domain.settings import Settings
from core.intake.mapping import suggest
from core.services import organisation, users
from core.services.drafts import start_draft
from core.services.scoring import compute
from core.services.session import Session
from core.services.settings import change_settings
from core.storage.client_images import digest
from core.storage.leads import LeadOutcome
from core.storage.merges import OPEN, ClientPair, Merge
from core.storage.packages import NewPackage
from core.storage.replies import StoredLine
from core.storage.store import open_base
from core.storage.table_imports import ImportChange
from core.storage.unit_of_work import UnitOfWork
from core.vault.slots import StoreKeys
from tests.support.bases import BANK, BROKER, CAR, INSURER, LOGIN, NOW, OWN, client_row, consent_to_all, open_filled
from tests.support.imported import import_clients

COLLEAGUE, STRANGER = "vera", "boris"
SURE = (BANK, BROKER, INSURER)
PAPER = 1
"""The file of the document that every client signed."""
LINE = 1
"""A line of a partner's answers that waits for the first user, of a client whom nobody knows."""
NOWHERE = 10**12
"""An id of another company's base."""


@dataclass(frozen=True)
class Spot:
    """One client with its one lead, and the package of that lead where it has one, `kept` as saved or unsaved.

    `buddy` is another client of the same manager, `import_id` changed this one, `merge` is a row that is one with it,
    `draft` an import that is not done, `recall` a notice of the lead.
    """

    whose: Whose
    state: str
    client: int
    lead: int = NOWHERE
    package: int = NOWHERE
    file_name: str = ""
    kept: str = ""
    buddy: int = NOWHERE
    import_id: int = NOWHERE
    merge: int = NOWHERE
    draft: int = NOWHERE
    recall: int = NOWHERE


@dataclass(frozen=True)
class Ranks:
    """A closed base, its keys and all that stands in it."""

    folder: Path
    keys: StoreKeys
    session: Session
    spots: tuple[Spot, ...]

    def enter(self, role: Role, folder: Path) -> Session:
        """The base in this folder as its first user with one role, with the keys of that role."""
        keys = self.keys if role in SEES_PEOPLE else StoreKeys(self.keys.work, None)
        store = open_base(folder, keys)
        was = self.session
        session = Session(
            store=store,
            user_id=was.user_id,
            roles=frozenset({role}),
            is_sample=False,
            login=LOGIN,
            base_id=was.base_id,
            company=OWN,
        )
        session.clock = lambda: NOW
        fresh = iter(range(5000, 10_000))
        session.new_client_id = lambda: next(fresh)
        return session

    def copied(self, folder: Path) -> Path:
        """A copy of the base."""
        return Path(shutil.copytree(self.folder, folder / self.folder.name))


@contextmanager
def taken_back(session: Session) -> Iterator[None]:
    """Within the block nothing that this session does stays."""
    store, real = session.store, session.store.unit_of_work

    class _Back(Exception):
        pass

    @contextmanager
    def undone() -> Iterator[UnitOfWork]:
        with suppress(_Back), real() as work:
            yield work
            raise _Back

    store.unit_of_work = undone  # type: ignore[method-assign]
    try:
        yield
    finally:
        del store.unit_of_work


def make_ranks(folder: Path) -> Ranks:
    """Make the base, once for all tests."""
    session = open_filled(folder)
    change_settings(session, Settings(review_floor=1))  # every lead may be shown
    mine, other = (organisation.add_unit(session, name).value for name in ("Отдел", "Другой отдел"))
    for login in (COLLEAGUE, STRANGER):
        users.create_user(session, login, frozenset({Role.MANAGER}))
    for login, unit in ((LOGIN, mine), (COLLEAGUE, mine), (STRANGER, other)):
        organisation.place_user(session, login, unit)
    ours = [whose for whose in Whose if whose is not Whose.OTHER_COMPANYS]
    states = [PENDING, *Stage, Stage.PACKAGED, Stage.SENT]  # packages twice: saved and not, password given and not
    wanted = [(whose, state, place) for whose in ours for place, state in enumerate(states)]
    rows = [_with_passport(client_row(number, CAR)) for number in range(1, len(wanted) + 1)]
    import_clients(session, rows, consent_to_all(session))
    compute(session)
    draft = start_draft(session, "table.xlsx", None, ["ФИО"], suggest(["ФИО"])).value.id
    with session.store.unit_of_work() as work:
        document = work.consents.document_of(1, "С-1") or NOWHERE
        assert work.consent_papers.add(document, "scan.pdf", b"scan", session.user_id, session.now()) == PAPER
        line = StoredLine(0, session.user_id, session.now(), 2, {}, "", ReplyProblem.NO_CODE, None, None)
        assert work.replies.add(line) == LINE
        managers = {Whose.OWN: LOGIN, Whose.UNITS: COLLEAGUE, Whose.OTHER_UNITS: STRANGER}
        logins = {user.login: user.id for user in work.accounts.users()}
        spots = []
        for client, (whose, state, place) in enumerate(wanted, start=1):
            work.clients.assign([client], logins[managers[whose]] if whose in managers else None)
            spot = _put(work, whose, state, client, saved=place < len(states) - 2)
            buddy = client - place + (place + 1) % len(states)
            spots.append(_join(work, replace(spot, buddy=buddy, draft=draft), session.user_id))
    keys = session.keys
    session.close()
    nowhere = (Spot(Whose.OTHER_COMPANYS, state, NOWHERE, draft=draft) for state in states)
    return Ranks(session.store.folder, keys, session, (*spots, *nowhere))


def _with_passport(row: ClientRow) -> ClientRow:
    paper = Document(DocumentKind.PASSPORT, "9200", f"{row.row:06d}")
    return replace(row, identity=replace(row.identity, documents=(paper,)))


def _join(work: UnitOfWork, spot: Spot, user: int) -> Spot:
    """An import that changed the client, a row that became one with it, a question whether it is its buddy."""
    at = NOW.replace(tzinfo=None) + timedelta(minutes=1)  # nothing has left since
    image = work.clients.images([spot.client])[spot.client]
    import_id = work.table_imports.add(user, at, f"{spot.client}.xlsx", {})
    work.table_imports.keep_changes(
        import_id, [ImportChange(import_id, spot.client, image, digest(image))], {"changes": 1}
    )
    work.table_imports.finish(import_id, at, {})
    content = {"type": "ФЛ", "values": {"surname": "Кактусов", "name": "Лев"}, "owned": [], "gave": []}
    merge = work.merges.add_one(Merge(0, spot.client, import_id, 7, {}, content, [], user, at))
    work.merges.add_one(Merge(0, spot.client, None, None, {}, content, [], user, at - timedelta(days=1)))
    low, high = sorted((spot.client, spot.buddy))
    work.merges.keep_pairs([ClientPair(low, high, None, 12.0, [], OPEN, user, at)])
    return replace(spot, import_id=import_id, merge=merge)


def _put(work: UnitOfWork, whose: Whose, state: str, client: int, *, saved: bool) -> Spot:
    """One lead of the client stays, in this state."""
    services, companies = work.catalogue.read().services, work.catalogue.read().companies
    leads = work.leads.of_clients([client], UNDECIDED)
    lead = next(one for one in leads if companies[services[one.service_id].company_id].name in SURE)
    work.leads.move([lead.id], Stage.IN_REVIEW, NOW.replace(tzinfo=None))
    work.leads.replace_undecided([client], [])
    if state == PENDING:
        work.leads.move([lead.id], Stage.PROCESSED, NOW.replace(tzinfo=None))
        work.leads.replace_undecided([client], [])
        work.clients.mark_pending([client])
        return Spot(whose, state, client)
    package, file_name = NOWHERE, ""
    if state in {Stage.PACKAGED, Stage.SENT, Stage.OUTCOME}:
        file_name = f"opuntia-{client:012x}.xlsx"
        company = services[lead.service_id].company_id
        new = NewPackage(company, file_name, ("phone",), 1, "d", b"sealed", "word-word")
        package = work.packages.add(new, NOW.replace(tzinfo=None))
        work.leads.pack([lead.id], package, NOW.replace(tzinfo=None))
        if saved:
            work.packages.mark_saved([package])
    work.leads.move([lead.id], Stage(state), NOW.replace(tzinfo=None))
    if state in LASTING:  # so long ago that no answer counts, and one asks again
        work.leads.offer([lead.id], Stage(state), NOW.replace(tzinfo=None), NOW.date() - timedelta(days=40))
    if state == Stage.OUTCOME:
        work.outcomes.put(lead.id, LeadOutcome(Answer.NO_ANSWER, NOW.date() - timedelta(days=8), None))
    if state in LEADS:  # given to another by hand, and that one is the same
        work.overrides.give(lead.id, Override(lead.service_id, OverrideReason.FASTER, 0.0, 1, NOW.replace(tzinfo=None)))
    kept = "" if package == NOWHERE else "saved" if saved else "unsaved"
    recall = NOWHERE
    if state in RIGHTS[UseCase.SEND].states:
        notice = Recall(0, lead.id, services[lead.service_id].company_id, f"{client}:recall", 2, True, lead.stage_since)
        work.recalls.add([notice])
        recall = work.recalls.everything()[0].id
    return Spot(whose, state, client, lead.id, package, file_name, kept, recall=recall)
