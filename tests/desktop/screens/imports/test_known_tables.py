"""A table like the last one: what its columns mean, its consent and its policies are remembered."""

from pathlib import Path

import pytest

from core.domain.merging import Policy
from core.services.drafts import read_drafts
from core.services.session import Session
from desktop.screens.imports.shown import Step
from tests.desktop.screens.imports.recorded import begin
from tests.desktop.screens.imports.settled import DOUBTFUL, NEW, SURE, know, write_doubtful
from tests.support.bases import BANK, TODAY
from tests.support.desk import PlainDesk

OTHER = "Лофофоров;Ян;Маркович;03.03.1999;8 916 999-99-05;jan@kaktus.example;Тула"
WRONG = ";;;03.03.1999;8 916 999-99-06;;Тула"


@pytest.fixture
def known(session: Session) -> Session:
    know(session)
    return session


def bring(session: Session, folder: Path, **paper: object) -> None:
    """An import of a table with these headers, once."""
    presenter, _ = begin(PlainDesk(session), open=str(write_doubtful(folder, NEW, name="first.csv")))
    presenter.go(Step.CONSENT)
    if paper:
        presenter.change_paper(given=True, **paper)
    presenter.duplicates.choose_policy("email", Policy.OVERWRITE)
    presenter.go(Step.RESULT)
    presenter.forward()
    assert presenter.report is not None


def test_a_known_table_without_errors_and_questions_is_one_page(known: Session, tmp_path: Path) -> None:
    bring(known, tmp_path)
    presenter, view = begin(PlainDesk(known), open=str(write_doubtful(tmp_path, OTHER)))
    assert presenter.step is Step.RESULT
    assert view.summary is not None
    assert dict(view.summary.numbers)["Создать"] == "1"
    assert "сохранённому сопоставлению «first»" in view.message[0]
    assert view.wizards[-1].reached is Step.RESULT
    presenter.go(Step.MATCHING)
    assert view.wizards[-1].step is Step.MATCHING
    presenter.go(Step.RESULT)
    presenter.forward()
    assert presenter.report is not None


def test_a_table_that_is_not_known_begins_at_its_file(known: Session, tmp_path: Path) -> None:
    presenter, _ = begin(PlainDesk(known), open=str(write_doubtful(tmp_path, OTHER)))
    assert presenter.step is Step.FILE


@pytest.mark.parametrize(
    ("rows", "step"),
    [((OTHER, WRONG), Step.CHECK), ((OTHER, *DOUBTFUL), Step.DUPLICATES), ((OTHER, SURE), Step.DUPLICATES)],
    ids=["an error", "a question", "a sure pair"],
)
def test_what_is_to_be_decided_is_not_passed_by(
    known: Session, tmp_path: Path, rows: tuple[str, ...], step: Step
) -> None:
    bring(known, tmp_path)
    presenter, view = begin(PlainDesk(known), open=str(write_doubtful(tmp_path, *rows)))
    assert presenter.step is step
    assert "Осталось решить" in view.message[0]


def test_the_consent_of_the_last_such_table_is_there_to_be_confirmed(known: Session, tmp_path: Path) -> None:
    bring(known, tmp_path, number="С-7", everybody=False, partners=frozenset({BANK}))
    presenter, view = begin(PlainDesk(known), open=str(write_doubtful(tmp_path, OTHER)))
    assert view.wizards[-1].step is Step.CONSENT
    assert view.consent is not None
    assert view.consent.given
    assert view.consent.number == "С-7"
    assert view.consent.remembered
    assert read_drafts(known)[0].consent is None, "nobody has confirmed it"
    presenter.go(Step.RESULT)
    presenter.forward()
    assert [one.step for one in view.wizards[-2:]] == [Step.CONSENT, Step.RESULT], "nobody had confirmed it"
    assert read_drafts(known)[0].consent == f"С-7;{TODAY.isoformat()};{BANK}"


def test_a_remembered_consent_can_be_refused_for_this_table(known: Session, tmp_path: Path) -> None:
    bring(known, tmp_path, number="С-7")
    presenter, view = begin(PlainDesk(known), open=str(write_doubtful(tmp_path, OTHER)))
    presenter.change_paper(given=False)
    assert view.consent is not None
    assert not view.consent.remembered
    presenter.forward()
    assert presenter.step is Step.RESULT
    assert read_drafts(known)[0].consent is None


def test_policies_are_remembered_for_such_tables(known: Session, tmp_path: Path) -> None:
    bring(known, tmp_path)
    begin(PlainDesk(known), open=str(write_doubtful(tmp_path, OTHER)))
    assert read_drafts(known)[0].settlement.policies == {"email": Policy.OVERWRITE}
