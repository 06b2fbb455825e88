"""What a worker does, and what must hold after a kill: passwords, backups, bases of older schemas."""

import shutil
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Final

from core.domain.backup import Reason
from core.domain.errors import WrongPassword
from core.domain.rights import Role, UseCase
from core.services import users
from core.services.backups import back_up_before, list_backups
from core.services.restores import read_backup, restore
from core.services.session import Session, sign_in
from core.services.settings import change_settings, read_settings
from core.vault.slots import unlock
from tests.support.bases import LOGIN, PASSWORD
from tests.support.firm import Content, content_of
from tests.torture.computing import ComputeScene
from tests.torture.life import Life, Step, Told
from tests.torture.scenes import BaseScene, DecisionScene, ImportScene, RotationScene
from tests.torture.training import TrainingScene
from tests.torture.trial import Findings

OLD_BASES: Final = Path(__file__).parents[1] / "bases"
_NEWEST_KEPT = 3
_EVERY_RESTORED = 20


class PasswordScene(BaseScene):
    """The user changes the own password; now and then another one gets a new one from the administrator."""

    def prepare(self, session: Session) -> None:
        """No password was changed yet."""
        users.create_user(session, "vera", frozenset({Role.MANAGER}))
        self.changes = self._changes(session)

    @staticmethod
    def _changes(session: Session) -> int:
        with session.store.reading() as work:
            return work.audit.count_since(0, UseCase.CHANGE_PASSWORD)[0]

    def work(self) -> Iterator[Step]:
        """From one password to the next."""
        old = self.password
        session = sign_in(self.base, LOGIN, old)
        numbers = count(int(old.rpartition(" ")[2]) + 1 if " " in old else 1)
        while True:
            new = f"glass bridges over {next(numbers)}"

            def do(old: str = old, new: str = new) -> Told:
                users.change_password(session, old, new)
                return {}

            yield {"new": new}, do
            old = new

    def check(self, life: Life, found: Findings) -> None:
        """Exactly one password opens: the acknowledged one, or the one under way."""
        acknowledged = life.done[-1]["new"] if life.done else self.password
        candidates = [acknowledged, *([life.begun["new"]] if life.begun else [])]
        opened = [one for one in candidates if self._opens(one)]
        if len(opened) != 1:
            found.lost.append(f"{len(opened)} of {len(candidates)} passwords open")
            if not opened:
                raise WrongPassword  # nothing can go on with such a base
        (self.password,) = opened[:1]
        self.changes += len(life.done)
        with self.entered() as session:
            self.look_over(session, found)
            changes = self._changes(session)
        happened = self.password != acknowledged
        if happened:
            found.remark(
                "the step under way was whole" if changes > self.changes else "changed, and no entry of it yet"
            )
        if not 0 <= changes - self.changes <= happened:
            found.partial.append(f"{changes} entries of {self.changes} changes of passwords")
        self.changes = changes

    def _opens(self, password: str) -> bool:
        with suppress(WrongPassword):
            unlock(self.base, LOGIN, password)
            return True
        return False


class BackupScene(BaseScene):
    """Something changes, a backup is made, and so on."""

    def prepare(self, session: Session) -> None:
        """No backup was made yet."""
        self.copies = self.folder / "copies"
        self.open = read_settings(session).open_recommendations
        self.known: set[str] = set()
        self.lives = 0

    def work(self) -> Iterator[Step]:
        """A change of a setting and the backup are one step; told apart by what is done of it."""
        session = sign_in(self.base, LOGIN, self.password)
        wanted = self.open
        while True:
            wanted = wanted % 9 + 1

            def change(wanted: int = wanted) -> Told:
                change_settings(session, replace(read_settings(session), open_recommendations=wanted))
                return {}

            def back_up() -> Told:
                made = back_up_before(session, Reason.IMPORT, self.copies)
                assert made is not None
                return {"file": made.value.file.name}

            yield {"open": wanted}, change
            yield {"backup": True}, back_up

    def check(self, life: Life, found: Findings) -> None:
        """Every listed backup is whole, every acknowledged one is listed, the base is as acknowledged."""
        changes = [one["open"] for one in life.done if "open" in one]
        acknowledged = changes[-1] if changes else self.open
        with self.entered() as session:
            self.look_over(session, found)
            self.open = read_settings(session).open_recommendations
        if self.open != acknowledged:
            under_way = (life.begun or {}).get("open")
            (found.remark if self.open == under_way else found.lost.append)("the setting")
        listed = {one.file.name: one for one in list_backups(self.copies)}
        found.damage += [name for name, one in listed.items() if one.damaged or read_backup(one.file).damaged]
        made = self.known | {one["file"] for one in life.done if "file" in one}
        found.lost += sorted(f"backup {name}" for name in made - set(listed))
        others = set(listed) - made
        if len(others) > ("backup" in (life.begun or {})):
            found.partial.append(f"backups that nobody made: {sorted(others)}")
        if others:
            found.remark("the step under way was whole")
        self.lives += 1
        if listed and self.lives % _EVERY_RESTORED == 0:
            self._restore(next(iter(listed.values())).file, found)
        kept = list(listed.values())[:_NEWEST_KEPT]
        for one in list(listed.values())[_NEWEST_KEPT:]:
            one.file.unlink()
        self.known = {one.file.name for one in kept}
        for scrap in self.copies.glob(".opuntia-*.part"):
            found.remark("scraps of backups")
            shutil.rmtree(scrap)

    def _restore(self, file: Path, found: Findings) -> None:
        place = self.folder / "restored" / "Restored.opuntia"
        restore(file, place, LOGIN, self.password)
        session = sign_in(place, LOGIN, self.password)
        found.damage += [f"restored: {one}" for one in session.store.check()]
        session.close()
        shutil.rmtree(place.parent)
        found.remark("backups restored")


class MigrationScene(BaseScene):
    """Bases of every older schema are opened, which backs them up and migrates them."""

    BASES = 4

    def prepare(self, session: Session) -> None:
        """What each base that was kept holds once it was migrated undisturbed."""
        head = session.store.moment().schema
        self.older = {base.stem: base for base in sorted(OLD_BASES.glob("*.opuntia")) if base.stem < head}
        self.expected: dict[str, Content] = {}
        for revision, base in self.older.items():
            copy = Path(shutil.copytree(base, self.folder / "undisturbed" / base.name))
            migrated = sign_in(copy, LOGIN, PASSWORD)
            self.expected[revision] = content_of(migrated.store)
            migrated.close()
        self._lay()

    def _lay(self) -> None:
        """Fresh copies for the next life, of schemas in another order."""
        self.place = self.folder / "in use"
        shutil.rmtree(self.place, ignore_errors=True)
        self.order = [self.draw.choice(list(self.older)) for _ in range(self.BASES)]
        for number, revision in enumerate(self.order):
            shutil.copytree(self.older[revision], self.place / str(number) / f"{revision}.opuntia")

    def work(self) -> Iterator[Step]:
        """Open one after the other."""
        for number, revision in enumerate(self.order):

            def do(number: int = number, revision: str = revision) -> Told:
                sign_in(self.place / str(number) / f"{revision}.opuntia", LOGIN, PASSWORD).close()
                return {}

            yield {"number": number, "revision": revision}, do

    def check(self, life: Life, found: Findings) -> None:
        """Each is migrated, whole, with what it held; the backup made before is listed and undamaged."""
        begun = [life.begun] if life.begun else []
        for one in (*life.done, *begun):
            place = self.place / str(one["number"])
            self.base = place / f"{one['revision']}.opuntia"
            with self.entered() as session:
                self.look_over(session, found)
                content = content_of(session.store)
            expected = self.expected[one["revision"]]
            wrong = sorted(name for name in expected if content.get(name) != expected[name])
            if wrong:
                (found.lost if one in life.done else found.partial).append(f"{one['revision']}: {wrong}")
            copies = [copy for folder in place.iterdir() if folder != self.base for copy in list_backups(folder)]
            found.damage += [copy.file.name for copy in copies if copy.damaged or read_backup(copy.file).damaged]
            if one in life.done and not any(copy.facts and copy.facts.reason == Reason.MIGRATION for copy in copies):
                found.lost.append(f"the backup before the migration from {one['revision']}")
        self._lay()


SCENES: Final[dict[str, type[BaseScene]]] = {
    "import": ImportScene,
    "decisions": DecisionScene,
    "compute": ComputeScene,
    "password": PasswordScene,
    "rotation": RotationScene,
    "backup": BackupScene,
    "migration": MigrationScene,
    "training": TrainingScene,
}
