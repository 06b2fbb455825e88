"""Random lives of consents: whoever has no live one for that partner and that purpose is in no package by any way."""

import io
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from random import Random

import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

from core.domain.consent import PURPOSE_OFFER, ConsentDocument
from core.domain.lead import LASTING
from core.services.client_erasing import erase_clients
from core.services.consents import record_consent, withdraw_consent
from core.services.decisions import accept_from
from core.services.main_job import Job, process
from core.services.merges import merge_clients, split
from core.services.outgoing import preview, read_outgoing
from core.services.partners import read_partners, set_partner_key
from core.services.recalls import read_recalls
from core.services.scoring import compute
from core.services.sending import (
    Package,
    make_package,
    make_packages,
    mark_sent,
    read_packages,
    save_package,
    save_packages,
)
from core.services.session import Session
from core.vault.sealing import open_sealed
from tests.support.bases import CAR, NOW, TODAY, client_row, fill_catalogue, open_prepared
from tests.support.imported import import_clients
from tests.support.sealed import IDENTITY, RECIPIENT

CLIENTS, STEPS = 8, 40
PEOPLE = range(1, CLIENTS + 1)


@dataclass
class Paper:
    """What the test itself knows of one."""

    number: str
    recipients: frozenset[int]
    purpose: str
    until: date
    withdrawn: bool = False


@dataclass
class Life:
    """A base, and beside it what consents are there by the test's own account: person → papers. `joined` says which
    persons stand as one, the first of them under its name; `clients` under which id each stands now.
    """

    session: Session
    chance: Random
    out: Path
    day: date = TODAY
    papers: dict[int, list[Paper]] = field(default_factory=lambda: {one: [] for one in PEOPLE})
    clients: dict[int, int] = field(default_factory=lambda: {one: one for one in PEOPLE})
    joined: dict[int, tuple[int, int]] = field(default_factory=dict)
    count: int = 0
    partners: tuple[int, ...] = ()
    left: int = 0

    def person(self) -> int | None:
        """Somebody who stands alone or for others."""
        there = [one for one in self.clients if one not in self.joined]
        return self.chance.choice(there) if there else None

    def live(self, person: int, partner: int) -> bool:
        """Whether the data of whoever stands under this name may go to the partner today."""
        group = [person, *(one for one, (kept, _) in self.joined.items() if kept == person)]
        return any(
            not one.withdrawn and partner in one.recipients and one.purpose == PURPOSE_OFFER and self.day <= one.until
            for member in group
            for one in self.papers.get(member, [])
        )

    def check(self, partner: int, names: list[str]) -> None:
        """None of these leaves without a consent."""
        for name in names:
            assert self.live(int(name.split()[0].removeprefix("Кактусов")), partner), (name, partner, self.day)

    # ------------------------------------------------------------------ what befalls consents

    def give(self) -> None:
        self._give(PURPOSE_OFFER)

    def give_for_another_purpose(self) -> None:
        self._give("advertising")

    def _give(self, purpose: str) -> None:
        person = self.person()
        if person is None:
            return
        self.count += 1
        some = frozenset(self.chance.sample(self.partners, self.chance.randint(1, len(self.partners))))
        until = self.chance.choice([None, self.day, self.day + timedelta(days=2)])
        number = f"П-{self.count}"
        self.papers[person].append(Paper(number, some, purpose, until or date.max))
        if purpose == PURPOSE_OFFER:
            record_consent(
                self.session, self.clients[person], number, signed_on=TODAY, recipients=some, valid_until=until
            )
            return
        with self.session.store.unit_of_work() as work:
            document = work.consents.ensure_document(ConsentDocument(number, TODAY, some, purpose, until))
            work.consents.sign([self.clients[person]], document)

    def withdraw(self) -> None:
        person = self.person()
        if person is None:
            return
        group = [person, *(one for one, (kept, _) in self.joined.items() if kept == person)]
        known = [one for member in group for one in self.papers[member]]
        if known:
            paper = self.chance.choice(known)
            paper.withdrawn = True
            withdraw_consent(self.session, [self.clients[person]], paper.number)
            self._nothing_uncalled(self.clients[person])

    def let_days_pass(self) -> None:
        self.day += timedelta(days=self.chance.randint(1, 3))
        self.session.clock = lambda: NOW + (self.day - TODAY)

    def erase(self) -> None:
        person = self.person()
        if person is None or self.chance.random() < 0.7:
            return
        erase_clients(self.session, [self.clients[person]])
        for one in [person, *(other for other, (kept, _) in self.joined.items() if kept == person)]:
            self.clients.pop(one)
            self.papers[one] = []
            self.joined.pop(one, None)

    def merge(self) -> None:
        heads = {kept for kept, _ in self.joined.values()}
        alone = [one for one in self.clients if one not in self.joined and one not in heads]
        if len(alone) > 1:
            kept, other = self.chance.sample(alone, 2)
            self.joined[other] = kept, merge_clients(self.session, self.clients[kept], self.clients[other]).value

    def split(self) -> None:
        if self.joined:
            other = self.chance.choice(sorted(self.joined))
            _, merge = self.joined.pop(other)
            self.clients[other] = split(self.session, merge).value

    # ------------------------------------------------------------------ ways out

    def look(self) -> None:
        for one in read_outgoing(self.session):
            rows = preview(self.session, one.partner_id, "ru").value.rows
            assert len(rows) == one.leads
            self.check(one.partner_id, [row[0] for row in rows])

    def make_for_clients(self) -> None:
        ids = [self.clients[one] for one in self.clients if one not in self.joined]
        made = make_packages(self.session, self.chance.sample(ids, len(ids) // 2), "ru").value
        self._check_inside(made.packages)

    def make_for_partner(self) -> None:
        self._check_inside(make_package(self.session, self.chance.choice(self.partners), "ru").value.packages)

    def save(self) -> None:
        saved = save_packages(self.session, self.out).value
        self._check_files([one.file for one in saved.packages])

    def save_again(self) -> None:
        for one in read_packages(self.session):
            if one.saved and not one.sent:
                package = save_package(self.session, one.id, self.out).value
                self._check_files([package.file] if isinstance(package, Package) else [])

    def send(self) -> None:
        for one in read_packages(self.session):
            if one.saved and not one.sent and self.chance.random() < 0.5:
                mark_sent(self.session, one.id)

    def do_the_main_job(self) -> None:
        table = self.out.with_name("table.xlsx")
        with xlsxwriter.Workbook(table) as book:
            page = book.add_worksheet()
            page.write_row(0, 0, ("ФИО", "Телефон", "Продукт"))
            for one in PEOPLE:
                page.write_row(one, 0, (f"Кактусов{one} Пётр Ильич", f"+7916{one:07d}", CAR))
        report = process(self.session, Job(table, self.out, 1))
        self._check_files([one.file for one in (*report.packages, *report.recovered)])

    def _check_inside(self, packages: tuple[int, ...]) -> None:
        with self.session.store.reading() as work:
            found = [(work.packages.one(id_).company_id, work.packages.content(id_)) for id_ in packages]
        for partner, content in found:
            self.check(partner, names_in(content))

    def _check_files(self, files: list[Path]) -> None:
        with self.session.store.reading() as work:
            partner_of = {one.file_name: one.company_id for one in work.packages.everything()}
        for file in files:
            names = names_in(file.read_bytes())
            self.check(partner_of[file.name], names)
            self.left += len(names)

    def _nothing_uncalled(self, client: int) -> None:
        """Whatever of this client has left for a partner that may not have it any more is to be called back."""
        called = {one.file_name for one in read_recalls(self.session)}
        with self.session.store.reading() as work:
            services = work.catalogue.read().services
            for lead in work.leads.of_clients([client], LASTING):
                partner = services[lead.service_id].company_id
                if lead.package_id and client not in work.consents.live([client], partner, PURPOSE_OFFER, self.day):
                    assert work.packages.one(lead.package_id).file_name in called


def names_in(sealed: bytes) -> list[str]:
    """The first cells of the rows of a sealed package."""
    with zipfile.ZipFile(io.BytesIO(open_sealed(sealed, IDENTITY))) as parts:
        book = CalamineWorkbook.from_filelike(io.BytesIO(parts.read("leads.xlsx")))
    return [str(row[0]) for row in book.get_sheet_by_index(0).to_python()[1:]]


def prepare(session: Session) -> None:
    """Everybody is accepted for every partner, and nobody has a consent."""
    fill_catalogue(session)
    for one in read_partners(session):
        set_partner_key(session, one.id, RECIPIENT)
    import_clients(session, [client_row(number, CAR) for number in PEOPLE])
    compute(session)
    accept_from(session, 1, list(PEOPLE))


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    opened = open_prepared(tmp_path, prepare)[0]
    yield opened
    opened.close()


FATES: tuple[Callable[[Life], None], ...] = (
    *(Life.give,) * 5,
    Life.give_for_another_purpose,
    *(Life.withdraw,) * 2,
    Life.let_days_pass,
    Life.erase,
    Life.merge,
    Life.split,
    Life.look,
    *(Life.make_for_clients,) * 2,
    *(Life.make_for_partner,) * 2,
    *(Life.save,) * 2,
    Life.save_again,
    Life.send,
)


@pytest.mark.parametrize("seed", range(10))
def test_without_a_live_consent_for_the_partner_and_the_purpose_nobody_leaves_by_any_way(
    session: Session, tmp_path: Path, seed: int
) -> None:
    life = Life(session, Random(seed), tmp_path / "out")
    life.partners = tuple(one.id for one in read_partners(session))
    for _ in range(STEPS):
        life.chance.choice(FATES)(life)
    life.look()
    life.do_the_main_job()


def test_such_lives_do_let_people_leave(session: Session, tmp_path: Path) -> None:
    life = Life(session, Random(1), tmp_path / "out")
    life.partners = tuple(one.id for one in read_partners(session))
    for fate in [*[Life.give] * 20, Life.make_for_clients, Life.save, Life.send, *[Life.withdraw] * 10]:
        fate(life)
    assert life.left > 0
    assert read_recalls(session)
