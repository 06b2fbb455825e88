"""Changes of `slots.json`: users come, go, change their passwords and are granted keys; the stores get new keys.

Each change reads the file, authenticates it by the work key, and writes it whole. New keys come in three steps, so that
a kill anywhere leaves either the old keys or the new ones in force:

    begin_swap      `next` holds the new keys beside the old ones; files under them are being written
    confirm_swap    those files are on the disk and were read back: from here on the new keys count
    end_swap        the files stand in their places; the old keys are forgotten (`abandon_swap`: the new ones)
"""

from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from core.domain.errors import BaseDamaged, UnknownLogin
from core.vault.files import write_whole
from core.vault.recovery import sheet_key
from core.vault.sealing import seal_for
from core.vault.slots import (
    SLOTS_FILE,
    Record,
    StoreKeys,
    holder,
    new_slot,
    open_user_key,
    password_part,
    plain_login,
    read_record,
    refuse_changed,
    sealed_grants,
    swap_of,
    text_of,
    write_record,
)

EXPORTING = "exporting"
SWAPPING = "swapping"


@dataclass(frozen=True, slots=True)
class Holding:
    """Whom a slot belongs to: its login ("" for the sheet), public key, and whether it holds the people key."""

    login: str
    recipient: str
    people: bool
    one_time: bool


@contextmanager
def changing(folder: Path, work_key: bytes) -> Iterator["SlotChanges"]:
    """Change the file; it is written whole at the end of the block, and not at all on an exception.

    Raises BaseMissing, BaseUnreadable, BaseDamaged, BaseNewer, OSError.
    """
    changes = SlotChanges(read_record(folder), work_key)
    yield changes
    write_record(folder, changes.record, changes.work_key)


@contextmanager
def put_back_on_failure(folder: Path) -> Iterator[None]:
    """Where the block fails, the file is again what it was before. There is room for that on a full disk too: as much
    as there was for the file that took its place.
    """
    file = folder / SLOTS_FILE
    try:
        before = file.read_bytes()
    except OSError:
        before = None  # whoever changes it will say so
    try:
        yield
    except BaseException:
        with suppress(OSError):
            if before is not None and file.read_bytes() != before:
                write_whole(file, before)
        raise


def holdings(folder: Path, work_key: bytes) -> list[Holding]:
    """Everybody who has a slot, the sheet last. Raises BaseMissing, BaseUnreadable, BaseDamaged, BaseNewer."""
    return SlotChanges(read_record(folder), work_key).holdings()


@dataclass
class SlotChanges:
    """The record in work. `work_key` authenticates what will be written."""

    record: Record
    work_key: bytes = field(repr=False)

    def __post_init__(self) -> None:
        refuse_changed(self.record, self.work_key)

    @property
    def base_id(self) -> str:
        """The base's id for ever."""
        return str(self.record["base"])

    def holdings(self) -> list[Holding]:
        """Everybody who has a slot, the sheet last."""
        return [
            Holding(one.get("login", ""), one["recipient"], "people" in one["grants"], bool(one.get("one_time")))
            for one in self._holders()
        ]

    def put(self, login: str, password: str, keys: StoreKeys, *, one_time: bool) -> str:
        """A slot of its own for this login, in place of any: another user key, identity and public key (returned)."""
        self.remove(login)
        made = new_slot(self.base_id, login, password, keys, one_time=one_time)
        self.record["slots"].append(made)
        return str(made["recipient"])

    def remove(self, login: str) -> None:
        """Take a slot with its grants away, if there is one."""
        self.record["slots"] = [slot for slot in self.record["slots"] if slot["login"] != plain_login(login)]

    def change_password(self, login: str, old: str, new: str) -> None:
        """Put the same user key under another password. Raises UnknownLogin, WrongPassword."""
        slot = self._slot(login)
        user_key = open_user_key(slot, self.base_id, old)
        slot |= password_part(self.base_id, new, user_key) | {"one_time": False}

    def renew_derivation(self, login: str, password: str) -> None:
        """Put the same user key under the same password, derived with the present parameters.

        Raises UnknownLogin, WrongPassword.
        """
        slot = self._slot(login)
        slot |= password_part(self.base_id, password, open_user_key(slot, self.base_id, password))

    def grant_people(self, login: str, recipient: str, people_key: bytes) -> None:
        """Give the people key to a user's public key. Raises UnknownLogin, BaseDamaged where the slot has another."""
        slot = self._slot(login)
        if slot["recipient"] != recipient:
            raise BaseDamaged
        slot["grants"]["people"] = text_of(seal_for(people_key, recipient))

    def take_people(self, login: str) -> None:
        """Take the people key from a user's slot. Raises UnknownLogin."""
        self._slot(login)["grants"].pop("people", None)

    def put_sheet(self, code: str, keys: StoreKeys) -> str:
        """Another recovery sheet in place of any; returns its public key."""
        made = holder(self.base_id, sheet_key(code, self.base_id), keys)
        self.record["sheet"] = made
        return str(made["recipient"])

    def begin_swap(self, fresh: StoreKeys, trusted: Collection[str]) -> None:
        """Put new keys beside the old ones. The people key goes only to those who hold the old one and whose public key
        is `trusted`: whoever has the work key alone could write another one into the file.
        """
        for one in self._holders():
            people = fresh.people if "people" in one["grants"] and one["recipient"] in trusted else None
            one["next"] = sealed_grants(one["recipient"], StoreKeys(fresh.work, people))
            if fresh.people is not None and people is None:
                one["next"]["people"] = None  # the old one would open nothing any more
        self.record["swap"] = EXPORTING

    def confirm_swap(self, fresh: StoreKeys) -> None:
        """From here on the new keys count. Raises BaseDamaged where no swap was begun."""
        if swap_of(self.record) != EXPORTING:
            raise BaseDamaged
        self.record["swap"] = SWAPPING
        self.work_key = fresh.work

    def end_swap(self) -> None:
        """Forget the old keys."""
        for one in self._holders():
            both = one["grants"] | one.pop("next", {})
            one["grants"] = {name: grant for name, grant in both.items() if grant is not None}
        self.record["swap"] = ""

    def abandon_swap(self) -> None:
        """Forget the new keys."""
        for one in self._holders():
            one.pop("next", None)
        self.record["swap"] = ""

    def _slot(self, login: str) -> Record:
        wanted = plain_login(login)
        slot: Record | None = next((slot for slot in self.record["slots"] if slot["login"] == wanted), None)
        if slot is None:
            raise UnknownLogin
        return slot

    def _holders(self) -> list[Record]:
        sheet = self.record.get("sheet")
        return [*self.record["slots"], *([sheet] if sheet else [])]
