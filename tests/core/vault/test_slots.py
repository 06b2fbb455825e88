"""Who holds a password gets the keys; who changes the file gets a refusal."""

import json
import stat
from base64 import b64decode
from pathlib import Path
from typing import Any

import pytest

from core.domain.errors import BaseDamaged, BaseMissing, BaseNewer, BaseUnreadable, WrongPassword
from core.vault.kdf import Argon2
from core.vault.slots import StoreKeys, unlock, write_first_slot
from tests.core.vault.conftest import LOGIN, PASSWORD, Written

REFUSALS = (WrongPassword, BaseDamaged, BaseMissing, BaseNewer)


def _rewrite(file: Path, **changes: object) -> None:
    file.write_text(json.dumps(json.loads(file.read_text("utf-8")) | changes), "utf-8")


def _opens_or_refuses(written: Written) -> bool:
    """Whether the file opens with its right content; False for one of the agreed refusals."""
    try:
        opened = unlock(written.folder, LOGIN, PASSWORD)
    except REFUSALS:
        return False
    assert opened.keys == written.keys
    assert (opened.base_id, opened.login) == ("base-1", LOGIN)
    return True


def test_the_right_password_opens_both_keys(written: Written) -> None:
    opened = unlock(written.folder, LOGIN, PASSWORD)
    assert (opened.base_id, opened.login, opened.keys) == ("base-1", LOGIN, written.keys)


def test_a_role_without_the_people_key_gets_the_work_key_alone(tmp_path: Path, keys: StoreKeys) -> None:
    write_first_slot(tmp_path, "base-1", LOGIN, PASSWORD, StoreKeys(keys.work, None))
    assert unlock(tmp_path, LOGIN, PASSWORD).keys == StoreKeys(keys.work, None)
    assert set(json.loads((tmp_path / "slots.json").read_text("utf-8"))["slots"][0]["grants"]) == {"work"}


@pytest.mark.usefixtures("cheap_derivation")
def test_a_login_ignores_case_and_outer_spaces(written: Written) -> None:
    assert unlock(written.folder, "  АННА ", PASSWORD).login == LOGIN


@pytest.mark.usefixtures("cheap_derivation")
@pytest.mark.parametrize("password", ["", PASSWORD + " ", PASSWORD.upper(), PASSWORD[:-1], "\x00", "\udcd0\udc9a"])
def test_a_wrong_password_is_refused(written: Written, password: str) -> None:
    with pytest.raises(WrongPassword):
        unlock(written.folder, LOGIN, password)


def test_a_password_that_is_no_text_is_merely_wrong(written: Written) -> None:
    with pytest.raises(WrongPassword):
        unlock(written.folder, LOGIN, "\udcef\udce0\udcf0\udcee\udceb\udcfc")


def test_an_unknown_login_gives_the_same_answer_after_the_same_work(
    written: Written, monkeypatch: pytest.MonkeyPatch
) -> None:
    work: list[tuple[int, int, int, str]] = []
    derive = Argon2.derive

    def counted(self: Argon2, password: str) -> bytes:
        work.append((self.memory, self.iterations, self.lanes, password))
        return derive(self, password)

    monkeypatch.setattr(Argon2, "derive", counted)
    refusals = []
    for login in (LOGIN, "никто"):
        with pytest.raises(WrongPassword) as refused:
            unlock(written.folder, login, "не-тот-пароль-вовсе")
        refusals.append((str(refused.value), refused.value.facts))
    assert refusals[0] == refusals[1]
    assert len(work) == 2
    assert work[0] == work[1]


@pytest.mark.usefixtures("cheap_derivation")
def test_a_byte_changed_anywhere_gives_a_refusal_or_the_right_keys(written: Written) -> None:
    whole = written.file.read_bytes()
    for position in range(len(whole)):
        for other in {whole[position] ^ 1 << position % 8, ord("e"), ord('"')} - {whole[position]}:
            written.file.write_bytes(whole[:position] + bytes([other]) + whole[position + 1 :])
            if _opens_or_refuses(written):  # a blank for a blank between two values
                assert whole[position : position + 1].isspace()
    written.file.write_bytes(whole)
    assert _opens_or_refuses(written)


@pytest.mark.usefixtures("cheap_derivation")
def test_a_file_cut_off_anywhere_is_refused(written: Written) -> None:
    whole = written.file.read_bytes()
    for length in range(len(whole)):
        written.file.write_bytes(whole[:length])
        assert not _opens_or_refuses(written), length


@pytest.mark.usefixtures("cheap_derivation")
@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00" * 100,
        b"\xff\xfe\xfd",
        b"[]",
        b"null",
        b"7",
        b'"slots"',
        b"{}",
        b'{"format": 1}',
        b'{"format": null}',
        b'{"format": 1, "base": "b", "slots": null, "mac": "x"}',
        b'{"format": 1, "base": "b", "slots": [null], "mac": "x"}',
        b'{"format": 1, "base": "b", "slots": [7], "mac": "x"}',
        b'{"format": 1, "base": "b", "slots": {"login": 1}, "mac": "x"}',
        b"[" * 100_000,
        b'{"format": ' + b"9" * 10_000 + b"}",
    ],
)
def test_a_file_of_another_form_is_refused(written: Written, content: bytes) -> None:
    written.file.write_bytes(content)
    assert not _opens_or_refuses(written)


@pytest.mark.usefixtures("cheap_derivation")
def test_what_is_nested_as_deep_as_can_just_be_read_is_refused_too(written: Written) -> None:
    whole = written.file.read_bytes().rstrip()
    for depth in range(850, 1000):
        written.file.write_bytes(whole[:-1] + b', "more": ' + b"[" * depth + b"]" * depth + b"}")
        assert not _opens_or_refuses(written), depth


@pytest.mark.usefixtures("cheap_derivation")
@pytest.mark.parametrize(
    "changes",
    [
        {"memory": 1e999},
        {"memory": "65536x"},
        {"memory": -1},
        {"iterations": 10**30},
        {"lanes": None},
        {"salt": "AAAA"},
        {"salt": "не base64"},
        {"salt": None},
    ],
)
def test_a_forged_header_of_the_derivation_is_refused(written: Written, changes: dict[str, Any]) -> None:
    slots = json.loads(written.file.read_text("utf-8"))["slots"]
    slots[0]["kdf"] |= changes
    _rewrite(written.file, slots=slots)
    with pytest.raises(BaseDamaged):
        unlock(written.folder, LOGIN, PASSWORD)


@pytest.mark.usefixtures("cheap_derivation")
@pytest.mark.parametrize(
    "changes", [{"added": 1}, {"added": "\ud800"}, {"mac": None}, {"mac": "\ud800"}, {"format": 0}, {"format": True}]
)
def test_whatever_is_added_to_the_file_is_noticed(written: Written, changes: dict[str, Any]) -> None:
    _rewrite(written.file, **changes)
    with pytest.raises(BaseDamaged):
        unlock(written.folder, LOGIN, PASSWORD)


@pytest.mark.usefixtures("cheap_derivation")
def test_a_slot_slipped_in_beside_the_right_one_is_noticed(written: Written, tmp_path: Path, keys: StoreKeys) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    write_first_slot(elsewhere, "base-1", "чужой", "совсем-Другой-7", keys)
    stranger = json.loads((elsewhere / "slots.json").read_text("utf-8"))["slots"]
    _rewrite(written.file, slots=json.loads(written.file.read_text("utf-8"))["slots"] + stranger)
    with pytest.raises(BaseDamaged):
        unlock(written.folder, LOGIN, PASSWORD)


@pytest.mark.usefixtures("cheap_derivation")
def test_slots_of_another_base_do_not_open(written: Written) -> None:
    _rewrite(written.file, base="base-2")
    with pytest.raises(WrongPassword):
        unlock(written.folder, LOGIN, PASSWORD)


@pytest.mark.usefixtures("cheap_derivation")
def test_slots_of_a_newer_program_are_left_alone(written: Written) -> None:
    _rewrite(written.file, format=3)
    with pytest.raises(BaseNewer):
        unlock(written.folder, LOGIN, PASSWORD)


def test_a_folder_without_slots_is_no_base(tmp_path: Path) -> None:
    (tmp_path / "a file").touch()
    for folder in (tmp_path, tmp_path / "nowhere", tmp_path / "a file"):
        with pytest.raises(BaseMissing):
            unlock(folder, LOGIN, PASSWORD)


def test_slots_that_cannot_be_read_are_a_known_refusal(tmp_path: Path) -> None:
    (tmp_path / "slots.json").mkdir()
    with pytest.raises(BaseUnreadable):
        unlock(tmp_path, LOGIN, PASSWORD)


def test_the_file_holds_no_key_and_no_password(written: Written) -> None:
    text = written.file.read_text("utf-8")
    assert written.keys.people is not None
    values = _texts(json.loads(text))
    blobs = [text.encode(), *(decoded for value in values if (decoded := _decoded(value)))]
    for secret in (written.keys.work, written.keys.people, PASSWORD.encode()):
        assert not any(secret in blob for blob in blobs)
        assert secret.hex() not in text


def test_only_its_owner_may_read_the_file(written: Written) -> None:
    assert stat.S_IMODE(written.file.stat().st_mode) == 0o600


def test_neither_keys_nor_what_was_unlocked_show_themselves(written: Written) -> None:
    opened = unlock(written.folder, LOGIN, PASSWORD)
    assert written.keys.people is not None
    shown = f"{written.keys!r} {written.keys} {opened!r} {opened} {[opened]}"
    for secret in (written.keys.work, written.keys.people):
        assert repr(secret)[2:-1] not in shown
        assert secret.hex() not in shown


def test_two_bases_with_one_password_share_nothing(tmp_path: Path, keys: StoreKeys) -> None:
    values = []
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        write_first_slot(tmp_path / name, "base-1", LOGIN, PASSWORD, keys)
        slot = json.loads((tmp_path / name / "slots.json").read_text("utf-8"))["slots"][0]
        values.append(
            {slot["kdf"]["salt"], slot["user_key"], slot["identity"], slot["recipient"], *_texts(slot["grants"])}
        )
    assert not values[0] & values[1]


def _texts(value: Any) -> list[str]:
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        return [text for one in value for text in _texts(one)]
    return [value] if isinstance(value, str) else []


def _decoded(text: str) -> bytes:
    try:
        return b64decode(text, validate=True)
    except ValueError:
        return b""
