"""`opuntia train`: figures, words, and a version in use only where the gate allows it."""

import argparse
import json
from pathlib import Path

import pytest

from core.cli import main, passwords
from core.cli.training import train_base
from core.domain.errors import NotAllowed
from core.domain.rights import Role
from core.services import training_apart
from core.services.publishing import Standing, read_models
from core.services.scoring import compute
from core.services.session import Session
from tests.support.bases import CAR, LOGIN, PASSWORD, client_row, fill_catalogue, open_prepared, reopen
from tests.support.imported import import_clients
from tests.support.learning import fill_learnable, hold_the_same_out


def _learnable(session: Session) -> None:
    fill_learnable(session)
    compute(session)


def _bare(session: Session) -> None:
    fill_catalogue(session)
    import_clients(session, [client_row(1, CAR)])


@pytest.fixture(autouse=True)
def _no_lot_decides(monkeypatch: pytest.MonkeyPatch) -> None:
    hold_the_same_out(monkeypatch)


@pytest.fixture(autouse=True)
def password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(passwords.PASSWORD_VARIABLE, PASSWORD)


def run(base: Path, *arguments: str) -> int:
    return main(["train", *arguments, "--base", str(base), "--user", LOGIN])


def prepared(folder: Path) -> Path:
    session, _ = open_prepared(folder, _learnable)
    session.close()
    return session.store.folder


def test_a_version_is_proposed_in_figures(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    base = prepared(tmp_path)
    assert run(base, "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["verdict"], told["passes"], told["effective_at"], told["clients"]) == ("better", True, None, 600)
    session = reopen(base)
    assert [(one.version, one.standing) for one in read_models(session).versions] == [
        (told["version"], Standing.PROPOSED)
    ]
    session.close()


@pytest.mark.parametrize(("language", "words"), [("ru", "Новая версия лучше."), ("en", "The new version is better.")])
def test_it_is_told_in_words_and_published_where_the_gate_allows_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], language: str, words: str
) -> None:
    base = prepared(tmp_path)
    assert run(base, "--publish", "--lang", language) == 0
    told = capsys.readouterr()
    assert words in told.out
    assert "60" in told.out.splitlines()[-1]
    session = reopen(base)
    (one,) = read_models(session).versions
    assert one.effective_at is not None
    session.close()


def test_who_may_train_and_not_publish_is_refused_before_the_training(tmp_path: Path) -> None:
    session, _ = open_prepared(tmp_path, _learnable)
    session.roles = frozenset({Role.SUPERVISOR})
    with pytest.raises(NotAllowed):
        train_base(session, argparse.Namespace(publish=True, json=True), "en")
    assert read_models(session).versions == ()
    told = train_base(session, argparse.Namespace(publish=False, json=True), "en")
    assert isinstance(told, dict)
    assert told["effective_at"] is None
    session.close()


def test_a_base_without_anything_to_learn_refuses_with_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    session, _ = open_prepared(tmp_path, _bare)
    session.close()
    assert run(session.store.folder, "--lang", "en") == 2
    told = capsys.readouterr()
    assert "nothing to learn from" in told.err
    assert not told.out


def test_a_child_that_dies_is_told_and_the_base_is_as_it_was(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    base = prepared(tmp_path)
    monkeypatch.setattr(training_apart, "command_line", lambda _: ["false"])
    assert run(base, "--lang", "en", "--json") == 2
    assert json.loads(capsys.readouterr().out)["reason"] == "training_broken"
    session = reopen(base)
    assert read_models(session).versions == ()
    session.close()


def test_all_recommendations_go_to_a_workbook(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    base = prepared(tmp_path)
    file = tmp_path / "out.xlsx"
    given = ["recommendations", "--base", str(base), "--user", LOGIN, "--out", str(file)]
    assert main([*given, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["recommendations"] > 600
    assert main([*given, "--lang", "en"]) == 0
    assert f"{told['recommendations']} recommendations written" in capsys.readouterr().out
    assert file.stat().st_size > 10_000
