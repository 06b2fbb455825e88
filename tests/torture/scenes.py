"""What a worker does to one base, step by step, and what must hold of it after a kill: import, decisions, rotation."""

import hashlib
import shutil
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from random import Random

from sqlalchemy import text

from core.domain.lead import Stage
from core.domain.rights import Role, UseCase
from core.intake.mapping import suggest
from core.services import rotation, users
from core.services.catalogue import read_catalogue
from core.services.decisions import accept, decline, postpone, take_back, take_up
from core.services.drafts import start_draft
from core.services.history import undo
from core.services.imports import finish_import, plan_import, read_imports
from core.services.journal import check_journal
from core.services.scoring import compute
from core.services.session import Session, sign_in
from core.services.settings import change_settings, read_settings
from tests.support.bases import (
    CAR,
    LOGIN,
    PASSWORD,
    all_recommendations,
    client_row,
    consent_to_all,
    fill_catalogue,
    open_new_base,
)
from tests.support.imported import import_clients
from tests.torture.life import Life, Step, Told
from tests.torture.trial import Findings

_KEPT = {"slots.json", "attempts.json", "work.db", "people.db", "base.lock", "opened.json"}
_SCRAPS = {".slots.json.part", ".attempts.json.part", ".opened.json.part", "work.db-journal", "people.db-journal"}
"""What a kill may leave in the base; the next write replaces it. (A journal that was not whole yet undoes nothing.)"""

_WHOLE_CLIENTS = {
    "client": "SELECT id FROM main.client",
    "person": "SELECT client_id FROM people.person",
    "portrait": "SELECT client_id FROM main.portrait",
    "key": "SELECT client_id FROM people.person_key",
    "product": "SELECT client_id FROM main.ownership",
    "consent": "SELECT client_id FROM people.consent",
}
_CONTENT_AFTER_ROTATION = {
    "clients": "SELECT * FROM main.client ORDER BY id",
    "people": "SELECT * FROM people.person ORDER BY client_id",
    "users": "SELECT id, login, roles, active FROM main.user_account ORDER BY id",
    "services": "SELECT * FROM main.service ORDER BY id",
}


class BaseScene(ABC):
    """One base that goes on from kill to kill, in a folder that is the scene's own."""

    template_clients = 20

    @abstractmethod
    def work(self) -> Iterator[Step]:
        """In the worker: open the base, then one step after the other; so many as are asked for."""

    @abstractmethod
    def check(self, life: Life, found: Findings) -> None:
        """In the parent: open the base again and compare it with what was acknowledged; then make ready for the next
        life.
        """

    def __init__(self, folder: Path, seed: int) -> None:
        self.folder = folder
        self.draw = Random(seed)
        self.password = PASSWORD
        session = open_new_base(folder)
        self.base = session.store.folder
        try:
            fill_catalogue(session)
            rows = [client_row(number, CAR) for number in range(self.template_clients)]
            import_clients(session, rows, consent_to_all(session))
            self.prepare(session)
        finally:
            session.close()

    @abstractmethod
    def prepare(self, session: Session) -> None:
        """What else the base needs, once."""

    @contextmanager
    def entered(self, password: str | None = None) -> Iterator[Session]:
        """The base, open for the block."""
        session = sign_in(self.base, LOGIN, password or self.password)
        try:
            yield session
        finally:
            session.close()

    def look_over(self, session: Session, found: Findings) -> None:
        """Every page, both stores of one moment, the whole journal, nothing strange in the folder."""
        found.damage += session.store.check()
        trouble = check_journal(session).trouble
        if trouble is not None:
            found.damage.append(f"journal {trouble.kind} at {trouble.id}")
        for file in self.base.iterdir():
            if file.name in _SCRAPS:
                found.remark("scraps that the next write replaces")
            elif file.name not in _KEPT:
                found.damage.append(f"left in the base: {file.name}")


class ImportScene(BaseScene):
    """Tables are brought in as the window does it: a draft, then all rows in one transaction."""

    MOST_CLIENTS = 1_200

    def prepare(self, session: Session) -> None:
        """Every import reaches back to clients that are there."""
        del session
        self.step = 1
        self.there: set[int] = set()
        self.fresh = Path(shutil.copytree(self.base, self.folder / "fresh"))

    @staticmethod
    def rows_of(step: int) -> tuple[range, range]:
        """Numbers of (new, known) clients of a step's table."""
        first = 10_000 + step * 40
        return range(first, first + 4 + step * 7 % 30), range(step % 15, step % 15 + 3)

    def work(self) -> Iterator[Step]:
        """Draft and import are two use cases; the step is done with the second."""
        session, step = sign_in(self.base, LOGIN, self.password), self.step
        while True:
            yield {"step": step}, lambda step=step: self.bring_in(session, step)  # type: ignore[misc]
            step += 1

    def bring_in(self, session: Session, step: int) -> Told:
        """One table."""
        headers = ("ФИО", "Телефон")
        new, known = self.rows_of(step)
        draft = start_draft(session, f"/tables/{step}.xlsx", None, headers, suggest(headers)).value
        rows = [client_row(number, CAR) for number in (*new, *known)]
        report = finish_import(session, draft.id, plan_import(session, rows), [], consent_to_all(session)).value
        assert report.imported == len(new)
        return {}

    def check(self, life: Life, found: Findings) -> None:
        """All rows of what was acknowledged, all or none of what was under way, nothing else."""
        acknowledged = {one["step"] for one in life.done}
        with self.entered() as session:
            self.look_over(session, found)
            with session.store.reading() as work:
                ids = list(work.clients.columns().ids)
                numbers = {int(one.surname.removeprefix("Кактусов")) for one in work.clients.identities(ids).values()}
                told = {
                    name: set(work.clients._connection.scalars(text(query))) for name, query in _WHOLE_CLIENTS.items()
                }
            imports = {int(stem): one.state for one in read_imports(session) if (stem := Path(one.path).stem).isdigit()}
            commits = session.store.moment().commits
        found.partial += [f"{name} of clients" for name, those in told.items() if those != set(ids)]
        for step in acknowledged | self.there:
            if not set(self.rows_of(step)[0]) <= numbers or imports.get(step) != "done":
                found.lost.append(f"import {step}")
        settled = acknowledged | self.there
        if life.begun is not None and life.begun["step"] not in settled:
            step = life.begun["step"]
            new = set(self.rows_of(step)[0])
            if new & numbers not in (set(), new) or (imports.get(step) == "done") != (new <= numbers):
                found.partial.append(f"import {step}")
            if new <= numbers:
                settled.add(step)
                found.remark("the step under way was whole")
            elif step in imports:
                found.remark("the draft of the step under way was kept")
        expected = set(range(self.template_clients)).union(*(self.rows_of(step)[0] for step in settled))
        found.partial += [f"client {number} of no import" for number in sorted(numbers - expected)[:3]]
        found.lost += [f"client {number}" for number in sorted(expected - numbers)[:3]]
        if commits < len(settled):
            found.damage.append("commits run backwards")
        self.there = settled
        self.step = max([self.step, *imports, *(one["step"] for one in life.done)]) + 1
        if len(ids) > self.MOST_CLIENTS:
            shutil.rmtree(self.base)
            shutil.copytree(self.fresh, self.base)
            self.there = set()


Stages = dict[int, tuple[str, str]]


class DecisionScene(BaseScene):
    """Recommendations are decided about, looked at, taken back, undone; some at once."""

    template_clients = 50

    def prepare(self, session: Session) -> None:
        """Several recommendations a client."""
        change_settings(session, replace(read_settings(session), open_recommendations=4))
        compute(session)
        own = read_catalogue(session).own_company.id
        services = read_catalogue(session).services
        self.own = {one.id for one in all_recommendations(session) if services[one.service_id].company_id == own}
        self.entry: int | None = None
        self.stages = _stages(session)
        self.decisions = _decisions(session)
        assert len(self.stages) > 40

    def work(self) -> Iterator[Step]:
        """Whatever may follow in the base as it stands."""
        session, draw = sign_in(self.base, LOGIN, self.password), Random(self.draw.random())
        stages, last = dict(self.stages), None
        while True:
            undecided = [id_ for id_, (stage, _) in stages.items() if stage == Stage.PROCESSED]
            if len(undecided) < 8:
                what, ids = "take_back", [id_ for id_ in stages if id_ not in undecided]
            else:
                what = draw.choice(["accept", "accept", "decline", "postpone", "take_up", "undo"])
                ids = draw.sample(undecided, 3)
            if what == "undo" and last is None:
                what = "accept"
            before = {id_: stages[id_] for id_ in ids}
            until = session.today() + timedelta(days=3)
            after: Stages = last[1] if what == "undo" and last else self._after(what, ids, until.isoformat())
            told = {"what": what, "after": list(after.items())}
            undone = last[0] if last else 0
            yield told, lambda what=what, ids=ids, undone=undone: self._decide(session, what, ids, undone)  # type: ignore[misc]
            stages |= after
            last = (self.entry, before) if self.entry else None

    def _decide(self, session: Session, what: str, ids: list[int], undone: int) -> Told:
        """One decision; the id of its entry is kept where it can be undone."""
        self.entry = None
        if what == "undo":
            assert not undo(session, undone).value.obstacles
        elif what == "postpone":
            self.entry = postpone(session, ids, session.today() + timedelta(days=3)).entry
        elif what == "accept":
            self.entry = accept(session, ids).entry
        elif what == "decline":
            self.entry = decline(session, ids).entry
        else:
            (take_up if what == "take_up" else take_back)(session, ids)
        return {}

    def _after(self, what: str, ids: list[int], until: str) -> Stages:
        if what == "accept":
            return {id_: (Stage.TASK if id_ in self.own else Stage.WAITING, "") for id_ in ids}
        stage = {"decline": Stage.DECLINED, "postpone": Stage.POSTPONED, "take_up": Stage.IN_REVIEW}.get(what)
        return dict.fromkeys(ids, (stage or Stage.PROCESSED, until if what == "postpone" else ""))

    def check(self, life: Life, found: Findings) -> None:
        """Every stage as acknowledged; the decision under way is there for all of its recommendations or for none."""
        for one in life.done:
            self.stages |= {id_: (stage, until) for id_, (stage, until) in one["after"]}
        self.decisions += len(life.done)
        with self.entered() as session:
            self.look_over(session, found)
            stages, decisions = _stages(session), _decisions(session)
        begun: Stages = {id_: (stage, until) for id_, (stage, until) in (life.begun or {"after": []})["after"]}
        went = {id_: stages[id_] for id_ in begun}
        happened = life.begun is not None and went == begun and decisions == self.decisions + 1
        if happened:
            found.remark("the step under way was whole")
            self.stages |= begun
            self.decisions += 1
        if decisions != self.decisions:
            (found.lost if decisions < self.decisions else found.partial).append(f"{decisions} entries of decisions")
        wrong = {id_ for id_, stage in self.stages.items() if stages.get(id_) != stage}
        if wrong & set(begun):
            found.partial.append(f"decision about {sorted(wrong & set(begun))}")
        if wrong - set(begun):
            found.lost.append(f"decisions about {sorted(wrong - set(begun))}")
        self.stages, self.decisions = stages, decisions
        self.draw.random()


def _stages(session: Session) -> Stages:
    return {
        one.id: (one.stage.value, one.postponed_until.isoformat() if one.postponed_until else "")
        for one in all_recommendations(session)
    }


def _decisions(session: Session) -> int:
    with session.store.reading() as work:
        return work.audit.count_since(0, UseCase.DECIDE)[0]


class RotationScene(BaseScene):
    """Both stores get other keys; a colleague and the recovery sheet have to follow."""

    def prepare(self, session: Session) -> None:
        """Three slots."""
        self.vera = users.create_user(session, "vera", frozenset({Role.MANAGER})).value
        self.sheet = users.make_sheet(session).value
        self.key = _digest(session)
        self.rotations = 0
        self.content = self._content(session)

    @staticmethod
    def _content(session: Session) -> dict[str, list[str]]:
        with session.store.reading() as work:
            run = work.clients._connection.execute
            return {name: [repr(row) for row in run(text(query))] for name, query in _CONTENT_AFTER_ROTATION.items()}

    def work(self) -> Iterator[Step]:
        """One change of keys after the other."""
        session = sign_in(self.base, LOGIN, self.password)
        while True:

            def do() -> Told:
                rotation.rotate_keys(session)
                return {"key": _digest(session)}

            yield {"before": _digest(session)}, do

    def check(self, life: Life, found: Findings) -> None:
        """The acknowledged keys are in force, for everybody, and nothing of the content is gone."""
        key = life.done[-1]["key"] if life.done else self.key
        self.rotations += len(life.done)
        with self.entered() as session:
            self.look_over(session, found)
            now, content = _digest(session), self._content(session)
            with session.store.reading() as work:
                rotations = work.audit.count_since(0, UseCase.ROTATE_KEYS)[0]
                due = bool(work.accounts.settings().get("people_key_due"))
        if now != key and life.begun is None:
            found.lost.append("the acknowledged keys are not in force")
        if now != key and life.begun is not None:
            found.remark("the step under way was whole")
        if not 0 <= rotations - self.rotations <= (life.begun is not None):
            found.lost.append(f"{rotations} entries of rotations for {self.rotations}")
        if due:
            found.remark("the change of keys is still due")
            if life.done and life.begun is None:
                found.partial.append("a change of keys that was acknowledged is still due")
        if content != self.content:
            found.partial.append("content")
        with_vera = sign_in(self.base, "vera", self.vera)
        if _digest(with_vera) != now:
            found.damage.append("a colleague holds other keys")
        with_vera.close()
        self.key, self.rotations = now, rotations


def _digest(session: Session) -> str:
    """Both keys, told without telling them."""
    keys = session.keys
    return hashlib.sha256(keys.work + (keys.people or b"")).hexdigest()
