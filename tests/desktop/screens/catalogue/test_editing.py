"""Partners and services by hand, without Qt: cards, changes that gather, the check, applying and undoing."""

from pathlib import Path

import pytest

from core.domain.catalogue import Indicators
from core.domain.client import ClientType
from core.domain.rights import Role
from core.services.catalogue import read_catalogue
from core.services.scoring import compute
from core.services.session import Session
from desktop.asked import Sort
from desktop.screens.catalogue.presenter import CataloguePresenter
from desktop.words import MINUS, Words
from tests.desktop.screens.catalogue.test_presenter import View, arrived
from tests.support.bases import BANK, CAR, CASCO, INSURER, LIABILITY, OWN, client_row, company_id
from tests.support.by_hand import set_indicators
from tests.support.desk import PlainDesk
from tests.support.imported import import_clients

CLIENTS = 40


def opened(session: Session, company: str, service: str = "") -> tuple[CataloguePresenter, View, PlainDesk]:
    """The card of a company, or of a service of it."""
    desk, view = PlainDesk(session), View()
    presenter = arrived(desk, view)
    presenter.choose([row.name for row in view.companies].index(company))
    if service:
        presenter.open_service([row.name for row in view.services].index(service))
    else:
        presenter.open_company()
    return presenter, view, desk


def fields(view: View) -> dict[str, object]:
    assert view.card is not None
    return {one.name: one.value for one in view.card.fields}


def service_of(session: Session, company: str, name: str) -> int:
    catalogue, wanted = read_catalogue(session), company_id(session, company)
    return next(one.id for one in catalogue.services.values() if (one.company_id, one.name) == (wanted, name))


def test_the_card_of_a_partner_shows_how_it_stands_in_its_kinds_with_n(session: Session) -> None:
    set_indicators(session, service_of(session, INSURER, CASCO), Indicators(0.4, 20, 9_000.0, "договор"))
    _, view, _ = opened(session, INSURER)
    assert view.card is not None
    assert fields(view)["name"] == INSURER
    rows = {row.service: row for row in view.card.standings}
    assert rows[CASCO].conversion == "40\N{NO-BREAK SPACE}%, ответов нет"
    assert rows[CASCO].place == "1-е из 3"
    assert rows[LIABILITY].place == "по жребию"
    assert (rows[CASCO].arppu, rows[LIABILITY].arppu) == (Words("ru").money(9_000), "нет данных")


def test_changes_gather_are_checked_applied_as_one_and_undone(session: Session) -> None:
    import_clients(session, [client_row(n, CAR) for n in range(1, CLIENTS + 1)])
    compute(session)
    before = read_catalogue(session)
    presenter, view, desk = opened(session, BANK, CASCO)
    presenter.put("conversion", "80")
    presenter.put("least_age", "90")
    presenter.put("needs", "спокойствие; Дом")
    presenter.put("places", "Казань;  Нижний Новгород ,")
    assert fields(view)["places"] == "Казань, Нижний Новгород"
    presenter.close_card()
    presenter.open_company()
    presenter.put("lead_cap", "30")
    assert (view.text, view.changed, view.sound) == ("5 изменений", True, True)
    assert read_catalogue(session) == before
    presenter.staging.check()
    assert any(line.startswith(f"{CASCO}, {BANK}: {MINUS}") for line in view.lines)
    assert read_catalogue(session) == before
    presenter.staging.apply()
    after = read_catalogue(session)
    bank = after.services[service_of(session, BANK, CASCO)]
    assert (bank.indicators.conversion, bank.eligibility.least_age) == (0.8, 90)
    assert bank.eligibility.places == ("Казань", "Нижний Новгород")
    assert [after.needs[one] for one in bank.needs] == ["Спокойствие", "Дом"]
    assert after.companies[bank.company_id].lead_cap == 30
    assert (view.changed, view.undoable, view.lines) == (False, True, ())
    assert view.text.startswith("Последняя правка: 5 изменений, anna")
    sentence, entry = desk.told[-1]
    assert (sentence, entry is not None) == ("Применено: 5 изменений", True)
    assert presenter.staging.undo(entry)
    restored = read_catalogue(session)
    assert (restored.services, restored.companies, restored.kinds) == (before.services, before.companies, before.kinds)
    assert not presenter.staging.undo(entry)


def test_a_service_and_a_partner_are_added_and_archived_and_brought_back(session: Session) -> None:
    desk, view = PlainDesk(session), View()
    presenter = arrived(desk, view)
    presenter.add_company()
    presenter.put("name", "Новые колёса")
    presenter.add_service()
    assert view.card is not None
    assert fields(view)["client_type"] is ClientType.PERSON
    presenter.put("name", CASCO)
    assert fields(view)["kind"] == CASCO
    presenter.put("archived", True)
    presenter.put("archived", False)
    presenter.staging.apply()
    assert view.refused == ""
    made = service_of(session, "Новые колёса", CASCO)
    assert read_catalogue(session).services[made].kind_id == read_catalogue(session).services[3].kind_id
    presenter.choose([row.name for row in view.companies].index("Новые колёса"))
    presenter.open_company()
    presenter.put("archived", True)
    presenter.staging.apply()
    assert "Новые колёса" not in [row.name for row in view.companies]
    assert view.editing == (True, False, 1)
    presenter.show_archive(True)
    place = [row.name for row in view.companies].index("Новые колёса (в архиве)")
    presenter.choose(place)
    presenter.open_company()
    presenter.put("archived", False)
    presenter.staging.apply()
    assert "Новые колёса" in [row.name for row in view.companies]


def test_what_cannot_be_read_is_said_beside_its_field_and_keeps_everything_back(session: Session) -> None:
    presenter, view, desk = opened(session, BANK, CASCO)
    presenter.put("lever", "много")
    presenter.put("arppu_date", "вчера")
    assert view.card is not None
    wrong = {one.name: one.value for one in view.card.fields if one.wrong}
    assert wrong == {"lever": "много", "arppu_date": "вчера"}
    assert (view.text, view.sound) == ("2 изменения", False)
    presenter.staging.apply()
    assert desk.told == []
    presenter.put("lever", "1,5")
    presenter.put("arppu_date", "7.3.25")
    assert view.sound
    presenter.staging.apply()
    assert "причина поправки" in view.refused
    assert view.text == "2 изменения", "what was typed stays"
    presenter.put("lever_reason", "по решению совета")
    presenter.staging.apply()
    known = read_catalogue(session).services[service_of(session, BANK, CASCO)].indicators
    assert (known.lever, known.lever_reason, str(known.arppu_date)) == (1.5, "по решению совета", "2025-03-07")


def test_a_name_that_is_taken_is_refused_and_resetting_shows_things_as_they_are(session: Session) -> None:
    presenter, view, _ = opened(session, BANK)
    presenter.put("name", INSURER)
    presenter.staging.apply()
    assert INSURER in view.refused
    presenter.reset()
    assert (view.refused, view.changed, fields(view)["name"]) == ("", False, BANK)


def test_who_may_not_edit_reads_the_cards_and_managers_see_no_roubles_of_others(session: Session) -> None:
    set_indicators(session, service_of(session, BANK, CASCO), Indicators(0.4, 20, 9_000.0, "договор"))
    session.roles = frozenset({Role.MANAGER})
    presenter, view, _ = opened(session, BANK, CASCO)
    assert view.card is not None
    assert not any(one.enabled for one in view.card.fields if one.sort is not Sort.HEAD)
    assert {"arppu", "conversion", "lever"}.isdisjoint(fields(view))
    presenter.put("name", "Другое")
    presenter.add_company()
    assert not view.changed
    assert view.editing[0] is False
    presenter.close_card()
    presenter.open_company()
    assert view.card is not None
    assert [row.arppu for row in view.card.standings] == ["не показана"]


@pytest.mark.parametrize("words", [Words("ru"), Words("en")])
def test_every_field_of_every_card_is_said_in_both_languages(session: Session, words: Words) -> None:
    view = View()
    presenter = arrived(PlainDesk(session, words), view)
    for place, row in enumerate(list(view.companies)):
        presenter.choose(place)
        presenter.open_company()
        assert all(one.caption for one in view.card.fields) if view.card else False
        presenter.open_service(0)
        assert view.card is not None
        assert all(one.caption for one in view.card.fields)
        presenter.close_card()
        assert row.spoken
    assert view.companies[0].name == OWN


def test_what_a_file_does_not_name_any_more_is_told_and_goes_into_the_archive_as_a_change(
    session: Session, tmp_path: Path
) -> None:
    file = tmp_path / "list.txt"
    file.write_text(f"{INSURER}\nДля физических лиц\nКАСКО плюс - с эвакуатором\n", encoding="utf-8")
    desk, view = PlainDesk(session), View(file)
    presenter = arrived(desk, view)
    presenter.load()
    assert view.told is not None
    assert any("было «КАСКО», в файле «КАСКО плюс»" in one for one in view.told.doubts)
    assert any(f"в файле нет: {LIABILITY}" in one for one in view.told.doubts)
    assert view.told.archive == "В архив 1 услугу, которой нет в файле"
    assert not read_catalogue(session).services[service_of(session, INSURER, LIABILITY)].archived
    presenter.archive_gone()
    assert view.text == "1 изменение"
    presenter.staging.apply()
    after = read_catalogue(session).services
    assert after[service_of(session, INSURER, LIABILITY)].archived
    assert not after[service_of(session, INSURER, CASCO)].archived
    presenter.load()
    assert view.told is not None
    assert any(f"в файле нет: {CASCO}" in one for one in view.told.doubts), "what is archived is not told again"
