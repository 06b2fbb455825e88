"""What is remembered on this computer survives the program, and nonsense in its file does no harm."""

from pathlib import Path

import pytest
from PySide6.QtCore import QByteArray
from PySide6.QtWidgets import QApplication

from core.services.wording import LANGUAGES, Language
from desktop.preferences import HOME_VARIABLE, Preferences, home
from desktop.theme import Scheme

pytestmark = pytest.mark.usefixtures("qapp")


def _again(preferences: Preferences) -> Preferences:
    """As the next start of the program finds them."""
    preferences.save()
    return Preferences(preferences.folder)


def _broken(folder: Path, text: str) -> Preferences:
    (folder / "preferences.ini").write_text(text, encoding="utf-8")
    return Preferences(folder)


def test_a_new_computer_has_russian_the_systems_look_and_no_bases(tmp_path: Path) -> None:
    preferences = Preferences(tmp_path)
    assert (preferences.language, preferences.scheme, preferences.type_scale) == ("ru", Scheme.SYSTEM, 100)
    assert preferences.bases == []
    assert preferences.window("door") is None


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("scheme", Scheme)
def test_language_look_and_size_of_type_are_kept(tmp_path: Path, language: Language, scheme: Scheme) -> None:
    preferences = Preferences(tmp_path / "new folder")
    preferences.language, preferences.scheme, preferences.type_scale = language, scheme, 125
    again = _again(preferences)
    assert (again.language, again.scheme, again.type_scale) == (language, scheme, 125)


def test_bases_are_kept_the_last_one_first_each_once_and_not_too_many(tmp_path: Path) -> None:
    preferences = Preferences(tmp_path)
    bases = [tmp_path / f"Автодом, филиал {number}.opuntia" for number in range(10)]
    preferences.opened(bases[0], "anna")
    assert _again(preferences).bases == bases[:1]
    for base in [*bases, bases[3]]:
        preferences.opened(base, "anna")
    assert _again(preferences).bases == [bases[3], *(bases[n] for n in (9, 8, 7, 6, 5, 4, 2))]


@pytest.mark.parametrize("login", ["anna", "Анна, главная", "@anna", "a/b\\c", "100%", '"', "true"])
def test_who_opened_a_base_last_is_kept_for_each_base(tmp_path: Path, login: str) -> None:
    preferences = Preferences(tmp_path)
    one, other = Path("/data/Один.opuntia"), Path("C:/data/Other one.opuntia")
    preferences.opened(one, login)
    preferences.opened(other, "boris")
    again = _again(preferences)
    assert (again.login(one), again.login(other), again.login(Path("/data/third.opuntia"))) == (login, "boris", "")


def test_the_windows_place_is_kept_for_each_user(tmp_path: Path) -> None:
    preferences = Preferences(tmp_path)
    preferences.keep_window("base/1", QByteArray(b"\x00\x01here"))
    again = _again(preferences)
    assert again.window("base/1") == QByteArray(b"\x00\x01here")
    assert again.window("base/2") is None


@pytest.mark.parametrize(
    ("value", "default"),
    [
        (True, False),
        (False, True),
        (57, 0),
        (-3, 0),
        ("partner", ""),
        ("a, b; c=d", ""),
        (["one"], []),
        (["one, and", 'two "quoted"', "три"], []),
    ],
)
def test_a_small_preference_comes_back_as_it_was(tmp_path: Path, value: object, default: object) -> None:
    preferences = Preferences(tmp_path)
    preferences.remember("base/1", "small", value)
    assert _again(preferences).recall("base/1", "small", default) == value
    assert type(_again(preferences).recall("base/1", "small", default)) is type(value)
    assert _again(preferences).recall("base/2", "small", default) == default, "another user has none"


def test_an_empty_list_comes_back_empty(tmp_path: Path) -> None:
    preferences = Preferences(tmp_path)
    preferences.remember("base/1", "notices", [])
    assert _again(preferences).recall("base/1", "notices", []) == []


@pytest.mark.parametrize("text", ["", "no", "12a", "²", "-", "a, b", "@ByteArray(x)", "@Invalid()", "9" * 30])
def test_nonsense_in_the_file_counts_as_nothing_remembered(tmp_path: Path, text: str) -> None:
    preferences = _broken(
        tmp_path, f"[General]\nlanguage={text}\nscheme={text}\ntype_scale={text}\n[users]\nb\\1\\kept={text}\n"
    )
    assert preferences.language == "ru"
    assert preferences.scheme is Scheme.SYSTEM
    assert 90 <= preferences.type_scale <= 150
    assert preferences.window("b/1") is None
    assert isinstance(preferences.recall("b/1", "kept", 5), int)
    assert isinstance(preferences.recall("b/1", "kept", "word"), str)
    assert all(isinstance(one, str) for one in preferences.recall("b/1", "kept", []))


@pytest.mark.parametrize("text", ["", "@ByteArray(x)", "@Invalid()"])
def test_a_list_of_bases_that_is_none_has_no_bases(tmp_path: Path, text: str) -> None:
    assert _broken(tmp_path, f"[General]\nbases={text}\n").bases in ([], [Path(text)])


def test_a_file_of_noise_is_an_empty_one(tmp_path: Path) -> None:
    (tmp_path / "preferences.ini").write_bytes(bytes(range(256)) * 20)
    preferences = Preferences(tmp_path)
    assert (preferences.language, preferences.bases) == ("ru", [])


@pytest.mark.parametrize("percent", [0, 89, 151, 10_000])
def test_the_size_of_type_stays_where_screens_were_tried(tmp_path: Path, percent: int) -> None:
    preferences = Preferences(tmp_path)
    preferences.type_scale = percent
    assert _again(preferences).type_scale == max(90, min(150, percent))


def test_a_folder_that_cannot_be_written_is_no_reason_to_fail(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file")
    preferences = Preferences(tmp_path / "taken")
    preferences.language = "en"
    preferences.save()
    assert preferences.language == "en"


def test_the_programs_own_folder_can_be_named_from_outside(
    qapp: QApplication,  # noqa: ARG001
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(HOME_VARIABLE, str(tmp_path / "stick"))
    assert home() == tmp_path / "stick"
    assert Preferences().folder == tmp_path / "stick"
    monkeypatch.delenv(HOME_VARIABLE)
    assert home().name == "Opuntia"
