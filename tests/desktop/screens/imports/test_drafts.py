"""Consent, the import itself, and the drafts that survive everything, on a real base and real files."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

from core.domain.consent import PURPOSE_OFFER
from core.domain.rights import UseCase
from core.services.drafts import read_drafts
from core.services.session import Session, no_progress
from desktop.screens.imports.shown import Step
from desktop.words import Words
from tests.desktop.screens.imports.recorded import begin, people_known, stop_at
from tests.desktop.screens.imports.tables import write_table
from tests.support.bases import BANK, INSURER, TODAY
from tests.support.by_hand import add_company
from tests.support.desk import PlainDesk


def test_a_consent_that_is_not_whole_is_told_at_its_fields(desk: PlainDesk, tmp_path: Path) -> None:
    presenter, view = begin(desk, open=str(write_table(tmp_path)))
    presenter.go(Step.CONSENT)
    presenter.change_paper(given=True)
    assert view.consent is not None
    assert view.consent.wrong == {}, "nobody wanted to go on yet"
    presenter.change_paper(everybody=False, signed_on=date(2027, 1, 1))
    presenter.forward()
    assert presenter.step is Step.CONSENT
    assert set(view.consent.wrong) == {"number", "day", "recipients"}
    assert view.consent.wrong["number"] == "Впишите номер документа."
    assert view.consent.attend
    presenter.change_paper(number="С;7")
    assert view.consent.wrong["number"] == "В номере не может быть точки с запятой."
    presenter.change_paper(number="С-7", signed_on=TODAY, partners=frozenset({BANK}))
    assert view.consent.wrong == {}
    presenter.forward()
    assert view.wizards[-1].step is Step.RESULT
    assert read_drafts(desk.session)[0].consent == f"С-7;{TODAY.isoformat()};{BANK}"


def test_a_partner_with_a_comma_in_its_name_is_told_apart(desk: PlainDesk, tmp_path: Path) -> None:
    add_company(desk.session, "Кедр, банк")
    presenter, view = begin(desk, open=str(write_table(tmp_path)))
    presenter.go(Step.CONSENT)
    presenter.change_paper(given=True, number="С-7", everybody=False, partners=frozenset({"Кедр, банк"}))
    presenter.forward()
    assert view.consent is not None
    assert "Кедр, банк" in view.consent.wrong["recipients"]
    presenter.change_paper(everybody=True)
    presenter.forward()
    assert presenter.step is Step.RESULT


def test_the_import_brings_in_the_good_rows_and_reports_them(desk: PlainDesk, tmp_path: Path) -> None:
    presenter, view = begin(desk, open=str(write_table(tmp_path)))
    presenter.go(Step.RESULT)
    assert view.summary is not None
    assert view.summary.title == "Будут загружены 3 клиента"
    assert view.wizards[-1].primary == "Импортировать 3 клиентов"
    presenter.forward()
    assert presenter.report is not None
    assert view.report is not None
    assert view.report.title == "Загружены 3 клиента"
    assert dict(view.report.numbers)["Пропущено"] == "1"
    assert view.wizards[-1].finished
    assert desk.changed[-1] == frozenset({"imports", "clients", "mappings"})
    presenter.forward()
    assert desk.went == [("compute", {"import": 1})]
    presenter.close()
    assert [line.cells[2:] for line in view.lines] == [("anna", "Готово", "4", "3", "0", "1")]


def test_the_consent_of_the_file_is_noted_for_itspeople_known(desk: PlainDesk, tmp_path: Path) -> None:
    presenter, _ = begin(desk, open=str(write_table(tmp_path)))
    presenter.go(Step.CONSENT)
    presenter.change_paper(given=True, number="С-7", everybody=False, partners=frozenset({BANK, INSURER}))
    presenter.forward()
    presenter.forward()
    assert presenter.report is not None
    with desk.session.reading(UseCase.SEND) as work:
        everybody = list(work.clients.recognised_by())
        assert len(everybody) == 3
        assert work.consents.any_live(everybody, PURPOSE_OFFER, TODAY)


def test_a_stopped_import_leaves_nothing_and_keeps_the_draft(session: Session, tmp_path: Path) -> None:
    desk = PlainDesk(session, progress=stop_at("store"))
    presenter, view = begin(desk, open=str(write_table(tmp_path)))
    presenter.go(Step.RESULT)
    presenter.forward()
    assert view.message[0] == "Загрузка остановлена: в базе ничего не изменилось. Черновик сохранён."
    assert people_known(session) == 0
    assert len(read_drafts(session)) == 1
    desk.progress = no_progress
    presenter.forward()
    assert people_known(session) > 0


def test_a_table_of_errors_only_has_nothing_to_import(desk: PlainDesk, tmp_path: Path) -> None:
    presenter, view = begin(desk, open=str(write_table(tmp_path, ";8 913 111-22-33;1;", ";8 913 111-22-34;2;")))
    presenter.go(Step.RESULT)
    assert not view.wizards[-1].enabled
    assert presenter.step is Step.CHECK
    presenter.forward()
    assert presenter.report is None


def test_a_draft_goes_on_where_it_was_left_with_everything_in_it(desk: PlainDesk, tmp_path: Path) -> None:
    presenter, _ = begin(desk, open=str(write_table(tmp_path)))
    presenter.forward()
    presenter.match(3, "position")
    presenter.go(Step.CONSENT)
    presenter.change_paper(given=True, number="С-7")
    presenter.flush()
    draft = read_drafts(desk.session)[0]

    again, view = begin(desk, draft=draft.id)
    assert again.step is Step.CONSENT
    assert again.matching is not None
    assert again.matching.fields[3] == "position"
    assert view.consent is not None
    assert (view.consent.given, view.consent.number, view.consent.everybody) == (True, "С-7", True)
    assert view.wizards[-1].reached is Step.CONSENT


def test_what_is_typed_is_saved_when_typing_pauses(desk: PlainDesk, tmp_path: Path) -> None:
    presenter, view = begin(desk, open=str(write_table(tmp_path)))
    presenter.go(Step.CONSENT)
    saves = len(desk.changed)
    for typed in ("С", "С-", "С-7"):
        presenter.change_paper(given=True, number=typed)
    assert (len(desk.changed), view.flushes_wanted) == (saves, 3)
    presenter.flush()
    presenter.flush()
    assert len(desk.changed) == saves + 1, "once for all letters"
    assert (read_drafts(desk.session)[0].consent or "").startswith("С-7;")


def test_nothing_typed_is_lost_when_the_step_or_the_wizard_is_left(desk: PlainDesk, tmp_path: Path) -> None:
    presenter, _ = begin(desk, open=str(write_table(tmp_path)))
    other = str(write_table(tmp_path, name="other.csv"))
    ways: list[Callable[[], None]] = [presenter.back, presenter.close, lambda: presenter.open(other)]
    (draft,) = read_drafts(desk.session)
    for number, leave in enumerate(ways):
        presenter.continue_draft(draft.id)
        presenter.go(Step.CONSENT)
        presenter.change_paper(given=True, number=f"С-{number}")
        leave()
        kept = next(one for one in read_drafts(desk.session) if one.id == draft.id)
        assert (kept.consent or "").startswith(f"С-{number};")


def test_a_draft_that_is_gone_is_told(desk: PlainDesk) -> None:
    presenter, view = begin(desk, draft=77)
    assert presenter.draft is None
    assert view.message[0].startswith("Этого черновика больше нет")


def test_a_removed_draft_comes_back_by_undo(desk: PlainDesk, tmp_path: Path) -> None:
    presenter, view = begin(desk, open=str(write_table(tmp_path)))
    presenter.forward()
    presenter.match(3, "position")
    presenter.close()
    presenter.discard(view.lines[0].id)
    assert list(view.lines) == []
    assert "Ctrl+Z" in desk.told[-1][0]
    assert presenter.undo()
    assert read_drafts(desk.session)[0].fields[3] == "position"
    assert len(view.lines) == 1
    assert not presenter.undo()


def test_the_page_comes_back_to_where_it_stood(desk: PlainDesk, tmp_path: Path) -> None:
    presenter, view = begin(desk, open=str(write_table(tmp_path)))
    presenter.go(Step.CHECK)
    shown = len(view.wizards)
    presenter.arrive({})
    assert presenter.step is Step.CHECK
    assert len(view.wizards) == shown + 1


def test_it_speaks_english(session: Session, tmp_path: Path) -> None:
    desk = PlainDesk(session, Words("en"))
    presenter, view = begin(desk, open=str(write_table(tmp_path)))
    presenter.go(Step.CHECK)
    assert view.check is not None
    assert view.check.counts[2] == ("1", "Errors")
    presenter.go(Step.RESULT)
    assert view.wizards[-1].primary == "Import 3 clients"
