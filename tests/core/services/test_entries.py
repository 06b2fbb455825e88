"""Every entry that the program writes can be read by people, in both languages."""

import ast
import importlib
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

import core.services
from core.delivery.fields import PACKAGE_FIELDS
from core.domain.backup import Reason
from core.domain.catalogue import Cell
from core.domain.client import DocumentKind
from core.domain.decision import DeclineReason, OverrideReason, RefusalReason
from core.domain.journal import GROUPS, REVEALS, Group
from core.domain.lead import Answer, LeftOut, Stage
from core.domain.rights import Role, UseCase
from core.domain.settings import Settings
from core.domain.training import Verdict
from core.intake.typed import TYPED
from core.services.catalogue_edits import UNDONE
from core.services.client_card import Shown
from core.services.entries import CODES, tell_details, tell_role, tell_use_case
from core.services.wording import LANGUAGES, Language, sentences

SETTINGS = set(Settings.__dataclass_fields__)
CODE_WORDS = {
    "stage": [one.value for one in Stage],
    "fields": list(PACKAGE_FIELDS),
    "answer": [one.value for one in Answer],
    "corrected": [one.value for one in Answer],
    "left_out": [one.value for one in LeftOut],
    "cell": [one.name for one in Cell],
    "groups": [one.value for one in Group],
    "use_cases": [one.value for one in UseCase],
    "roles": [one.value for one in Role],
    "added": sorted(TYPED),
    "edited": sorted(TYPED),
    "shown": [one.value for one in (*DocumentKind, *Shown)],
    "backup": [one.value for one in Reason],
    "override_reason": [one.value for one in OverrideReason],
    "decline_reason": [one.value for one in DeclineReason],
    "refusal_reason": [one.value for one in RefusalReason],
    "mail_fields": ["host", "port", "security", "user", "address", "password"],
    "verdict": [one.value for one in Verdict],
    "partner_address": ["set", "confirmed", "removed"],
}

EARLIER = set("kind least_age least_income lead_cap lever months most_age needs recorded service".split())
"""Details of entries that stand in journals and are written no more."""


def _sources() -> list[tuple[ModuleType, ast.Module]]:
    files = sorted(Path(core.services.__file__).parent.glob("*.py"))
    return [(importlib.import_module(f"core.services.{one.stem}"), ast.parse(one.read_text("utf-8"))) for one in files]


def _written(module: ModuleType, tree: ast.Module) -> Iterator[tuple[int, ast.expr]]:
    """(line, what is added) wherever an entry's details are written."""
    for node in ast.walk(tree):
        if isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Attribute) and node.target.attr == "details":
            yield node.lineno, node.value
        for target in node.targets if isinstance(node, ast.Assign) else []:
            if isinstance(target, ast.Subscript) and isinstance(target.value, ast.Attribute):
                assert target.value.attr != "details", f"{module.__name__}, line {target.lineno}: write details with |="
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "update":
            assert not ast.unparse(node.func.value).endswith(".details"), f"{module.__name__}: write details with |="


def _keys(module: ModuleType, tree: ast.Module, added: ast.expr) -> set[str]:
    """The keys of a dict as it is written down: literally, by choice, or by a function of the same module."""
    if isinstance(added, ast.IfExp):
        return _keys(module, tree, added.body) | _keys(module, tree, added.orelse)
    if isinstance(added, ast.Call) and isinstance(added.func, ast.Name):
        [made] = [one for one in tree.body if isinstance(one, ast.FunctionDef) and one.name == added.func.id]
        return {key for node in ast.walk(made) if isinstance(node, ast.Dict) for key in _keys(module, tree, node)}
    if isinstance(added, ast.DictComp) and module.__name__ == "core.services.settings":
        return set()  # names of settings, looked at by themselves
    assert isinstance(added, ast.Dict), f"{module.__name__}, line {added.lineno}: this test cannot read these details"
    found = set()
    for key in added.keys:
        assert isinstance(key, ast.Constant | ast.Name), f"{module.__name__}, line {added.lineno}: a key without a name"
        found.add(str(key.value) if isinstance(key, ast.Constant) else str(getattr(module, key.id)))
    return found


def _all_keys() -> set[str]:
    return {
        key for module, tree in _sources() for _, added in _written(module, tree) for key in _keys(module, tree, added)
    }


def _audited() -> set[UseCase]:
    """The use cases that leave entries: those with which `doing` is called."""
    calls = [node for _, tree in _sources() for node in ast.walk(tree) if isinstance(node, ast.Call)]
    doing = [node for node in calls if isinstance(node.func, ast.Attribute) and node.func.attr == "doing"]
    assert all(ast.unparse(node.args[0]).startswith("UseCase.") for node in doing)
    return {UseCase[ast.unparse(node.args[0]).removeprefix("UseCase.")] for node in doing}


def _kept(language: Language, beginning: str) -> set[str]:
    return {key.removeprefix(beginning) for key in sentences(language, "journal") if key.startswith(beginning)}


def test_the_search_finds_what_is_written() -> None:
    assert {"recommendations", "undone", "left", "rows", "leads", "exported", "groups"} <= _all_keys()
    assert len(_audited()) >= 11


def test_only_the_session_appends_to_the_audit() -> None:
    appending = [
        module.__name__
        for module, tree in _sources()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("audit.append")
    ]
    assert appending == ["core.services.session"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_use_case_role_group_and_detail_has_a_sentence_and_no_sentence_is_left_over(language: Language) -> None:
    assert _kept(language, "use_case_") == {one.value for one in UseCase}
    assert _kept(language, "role_") == {one.value for one in Role}
    assert _kept(language, "group_") == {one.value for one in Group}
    assert _kept(language, "setting_") == SETTINGS | {UNDONE}  # undoing tells what it undid besides
    assert _kept(language, "detail_") == _all_keys() | EARLIER


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_in_a_detail_has_a_word(language: Language) -> None:
    assert CODE_WORDS.keys() == CODES.keys() <= _all_keys()
    for name, codes in CODE_WORDS.items():
        section, beginning = CODES[name]
        assert {f"{beginning}{code}" for code in codes} <= set(sentences(language, section)), name


def test_every_use_case_that_leaves_entries_is_in_one_group() -> None:
    grouped = [use_case for group in Group for use_case in GROUPS[group]]
    assert sorted(grouped) == sorted(_audited() | {UseCase.EDIT_INDICATORS})  # it left entries of its own once
    assert _all_keys() >= REVEALS


TOLD: list[tuple[UseCase, dict[str, object], str, str]] = [
    (UseCase.COMPUTE, {}, "", ""),
    (
        UseCase.IMPORT_CLIENTS,
        {"imported": 5, "rows": 7, "updated": 0},
        "Строк в таблице: 7; новых клиентов: 5; обновлено клиентов: 0",
        "Rows of the table: 7; new clients: 5; clients updated: 0",
    ),
    (
        UseCase.DECIDE,
        {
            "recommendations": [[7, "processed", None], [8, "in_review", None]],
            "stage": "postponed",
            "until": "2026-12-01",
        },
        "Новое состояние: отложено; до 01.12.2026; рекомендаций: 2",
        "New state: postponed; until 1 Dec 2026; recommendations: 2",
    ),
    (UseCase.DECIDE, {"recommendations": 1200}, "Рекомендаций: 1200", "Recommendations: 1200"),
    (
        UseCase.EDIT_CATALOGUE,
        {"from": 1, "to": 2, "cell": "LINK"},
        "От услуги № 1; к услуге № 2; в ячейке матрицы: связь",
        "From service no. 1; to service no. 2; in the cell of the matrix: a link",
    ),
    (UseCase.EDIT_CATALOGUE, {"cell": None}, "В ячейке матрицы: пусто", "In the cell of the matrix: blank"),
    (
        UseCase.EDIT_CATALOGUE,
        {"recorded": True, "service": 3},
        "Услуга № 3; продажи видны в таблицах: да",
        "Service no. 3; tables show its sales: yes",
    ),
    (
        UseCase.EDIT_CATALOGUE,
        {"company": 2, "fields": ["full_name", "phone"]},
        "Компания № 2; поля для партнёра: Клиент, Мобильный телефон",
        "Company no. 2; fields for the partner: Client, Mobile phone",
    ),
    (UseCase.EDIT_INDICATORS, {"lever": 1.5}, "Поправка: 1,5", "Lever: 1.5"),
    (
        UseCase.SEND,
        {"packages": [], "leads": 0, "left_out": {"no_consent": 3, "no_phone": 1}},
        "Пакеты: нет; лидов: 0; остались: нет согласия 3, нет телефона 1",
        "Packages: none; leads: 0; left behind: no consent 3, no phone 1",
    ),
    (
        UseCase.SEND,
        {"passwords_given": list(range(1, 30))},
        "Переданы пароли пакетов: 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20 и ещё 9",
        "Passwords handed out, of packages: 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20 and 9"
        " more",
    ),
    (
        UseCase.CHANGE_SETTINGS,
        {"own_first": [True, False], "accept_from": [80, 70]},
        "Своя услуга первой: было да, стало нет; балл приёма: был 80, стал 70",
        "Own service first: was yes, is no; score to accept from: was 80, is 70",
    ),
    (
        UseCase.TRY_MODEL,
        {"trial": 2, "trial_percent": 12.5, "last": "2026-12-31", "clients": 50},
        "Клиентов: 50; по 31.12.2026; проверка № 2; клиентов без опыта, %: 12,5",
        "Clients: 50; to 31 Dec 2026; trial no. 2; clients without experience, %: 12.5",
    ),
    (
        UseCase.MANAGE_USERS,
        {"created": 3, "roles": [[], ["analyst", "manager"]]},
        "Создан пользователь № 3; роли: были нет, стали Аналитик, Менеджер",
        "User no. 3 created; roles: were none, are Analyst, Manager",
    ),
    (UseCase.DECIDE, {"accept_from": 70}, "Балл не ниже 70", "Score of at least 70"),
    (
        UseCase.EXPORT_JOURNAL,
        {"exported": 4, "groups": ["reveal", "send"], "use_cases": ["compute"]},
        "Строк: 4; только: Показ личных данных и паролей, Отправка; только действия: Расчёт",
        "Lines: 4; only: Personal data and passwords shown, Sending; only the actions: Computing",
    ),
]


@pytest.mark.parametrize(("use_case", "details", "russian", "english"), TOLD)
def test_details_are_told_as_one_sentence(
    use_case: UseCase, details: dict[str, object], russian: str, english: str
) -> None:
    assert tell_details("ru", use_case, details) == russian
    assert tell_details("en", use_case, details) == english


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("value", [None, [], {}, [[]], [None, {}], {"a": []}, "{value}", "", 0, [1, 2, 3], True, -1.5])
def test_what_this_program_never_wrote_is_told_all_the_same(language: Language, value: object) -> None:
    assert tell_use_case(language, "hack") == "hack"
    assert tell_role(language, "{0}") == "{0}"
    for name in ("own_first", "recommendations", "left_out", "fields", "stage", "{unknown}"):
        for use_case in (UseCase.CHANGE_SETTINGS, UseCase.SEND, "hack"):
            assert tell_details(language, use_case, {name: value})


@pytest.mark.parametrize(
    ("value", "russian", "english"),
    [
        ("2026-11-18T09:30:00", "18.11.2026, 09:30", "18 Nov 2026, 09:30"),
        ("2026-11-18", "18.11.2026", "18 Nov 2026"),
        ("no day", "no day", "no day"),
    ],
)
def test_a_day_is_written_as_people_write_it_and_what_is_none_stands_as_it_is(
    value: str, russian: str, english: str
) -> None:
    assert russian in tell_details("ru", UseCase.RESTORE, {"made_at": value})
    assert english in tell_details("en", UseCase.RESTORE, {"made_at": value})
