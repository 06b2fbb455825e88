"""Reminding a partner: by files and rows, without anybody's name, noted on the leads and taken back."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from core.domain.errors import StageForbidden, UnknownRecord
from core.domain.lead import Answer, Stage
from core.services.history import read_history, undo
from core.services.outcomes import record_outcome
from core.services.recalls import FIRST_ROW
from core.services.reminders import remind
from core.services.session import Session
from core.services.wording import LANGUAGES, Language
from tests.core.services.test_replies import packed, sent
from tests.support.bases import TODAY, all_recommendations, open_prepared


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    opened, _ = open_prepared(tmp_path, packed)
    sent(opened, tmp_path)
    yield opened
    opened.close()


def of_package(session: Session, package: int) -> list[int]:
    found = [one.id for one in all_recommendations(session) if one.package_id == package and one.stage is Stage.SENT]
    return sorted(found)


def reminded(session: Session, leads: list[int]) -> dict[int, object]:
    with session.store.reading() as work:
        return dict(work.follow_ups.reminded(leads))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_letter_names_files_and_rows_and_nobody(session: Session, language: Language) -> None:
    leads = of_package(session, 1)[:3]
    told = remind(session, leads, language).value
    with session.store.reading() as work:
        package = work.packages.one(1)
    rows = [list(package.lead_ids or ()).index(lead) + FIRST_ROW for lead in leads]
    lines = [line for line in told.text.splitlines() if package.file_name in line]
    assert len(lines) == 3 and all(str(row) in line for row, line in zip(sorted(rows), sorted(lines), strict=True))
    for word in ("Кактусов", "Пётр", "7916"):
        assert word not in told.text + told.subject


def test_leads_of_two_partners_make_no_letter(session: Session) -> None:
    with pytest.raises(UnknownRecord):
        remind(session, [of_package(session, 1)[0], of_package(session, 2)[0]], "ru")


def test_a_reminder_is_noted_on_its_leads_and_undone(session: Session) -> None:
    leads = of_package(session, 1)[:2]
    entry = remind(session, leads, "ru").entry
    assert reminded(session, leads) == dict.fromkeys(leads, TODAY)
    assert read_history(session)[0].undoable and entry is not None
    undo(session, entry)
    assert reminded(session, leads) == {}


def test_what_was_noted_as_unanswered_may_be_reminded_of_and_what_was_answered_or_is_a_task_not(
    session: Session,
) -> None:
    silent, refused = of_package(session, 1)[:2]
    record_outcome(session, silent, Answer.NO_ANSWER, TODAY)
    record_outcome(session, refused, Answer.REFUSED, TODAY)
    task = next(one.id for one in all_recommendations(session) if one.stage is Stage.TASK)
    record_outcome(session, task, Answer.NO_ANSWER, TODAY)
    for lead in (refused, task):
        with pytest.raises(StageForbidden):
            remind(session, [lead], "ru")
    assert remind(session, [silent], "ru").value.leads == (silent,)
    assert reminded(session, [silent]) == {silent: TODAY}
