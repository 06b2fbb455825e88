"""A backup goes before an import and never stands in its way."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from core.domain.backup import Reason
from core.domain.errors import PlaceUnwritable
from core.services.backups import list_backups
from core.services.session import Done, Progress, Session, no_progress
from core.services.settings import change_settings, read_settings
from desktop.screens.imports.safety import Safety
from desktop.words import Sentence, Words
from tests.support.bases import open_new_base


class View:
    """Keeps what is said."""

    def __init__(self) -> None:
        self.said: list[tuple[str, str]] = []

    def show_message(self, text: Sentence, tone: str = "info") -> None:
        self.said.append((text() if callable(text) else text, tone))


@pytest.fixture
def session(tmp_path: Path) -> Any:
    opened = open_new_base(tmp_path)
    opened.backups = tmp_path / "copies"
    yield opened
    opened.close()


def _work(session: Session, _progress: Progress) -> Done[None]:
    return change_settings(session, replace(read_settings(session), accept_from=71))


def test_the_backup_is_of_the_base_before_the_import(session: Session, tmp_path: Path) -> None:
    safety, view = Safety(), View()
    safety.before(_work)(session, no_progress)
    (made,) = list_backups(tmp_path / "copies")
    assert made.facts is not None
    assert (made.facts.reason, made.facts.moment.entry) == (Reason.IMPORT, 0)
    safety.tell(view, Words("ru"))  # type: ignore[arg-type]
    assert view.said == []


def test_where_none_can_be_made_the_import_goes_on_and_a_warning_says_why(session: Session, tmp_path: Path) -> None:
    (tmp_path / "copies").write_text("no folder")
    safety, view, words = Safety(), View(), Words("ru")
    safety.before(_work)(session, no_progress)
    assert read_settings(session).accept_from == 71
    safety.tell(view, words)  # type: ignore[arg-type]
    ((text, tone),) = view.said
    assert words.error(PlaceUnwritable()) in text
    assert tone == "warn"


def test_the_sample_needs_none(session: Session, tmp_path: Path) -> None:
    Safety().before(_work)(replace(session, is_sample=True), no_progress)
    assert not (tmp_path / "copies").exists()
