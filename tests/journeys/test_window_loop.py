"""The whole loop through the real window: a table comes in, leads leave by a real mail server, partners fill in the
files that left, and what they say changes conversions and what is recommended.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from random import Random

import pytest

from core.delivery.sealed_package import ANSWERS_FORM, open_package
from core.domain.lead import Answer, Stage
from core.domain.reply import code_in
from core.domain.settings import Settings
from core.domain.training import Verdict
from core.services import posting
from core.services.client_card import ClientCard, read_client
from core.services.outgoing import read_outgoing
from core.services.partners import set_partner_key
from core.services.publishing import publish_model
from core.services.sample import invented_rows, write_table
from core.services.sending import read_packages
from core.services.session import Session
from core.services.settings import change_settings
from core.services.standings import read_standings
from core.services.training import train
from core.vault.sealing import seal_for, seal_workbook
from tests.core.services.test_replies import codes, outcome_of, stages
from tests.journeys.conftest import Tables, to_the_import
from tests.journeys.test_window_mail import knock, set_up_account, write_address
from tests.support.bases import all_recommendations
from tests.support.driver import CTRL, KEYS, Driver, FileDialogs
from tests.support.mailing import by_mail
from tests.support.post_office import PostOffice, open_post_office
from tests.support.reading import pending
from tests.support.sealed import IDENTITY, RECIPIENT
from tests.support.workbooks import filled_in, rows_of, unsealed

pytestmark = [
    pytest.mark.qt_log_ignore("does not support", extend=True),
    pytest.mark.filterwarnings("ignore:Requiring AUTH:UserWarning"),
]

Inside = Callable[[str], Driver]
MINUTE = timedelta(minutes=1)
ROWS = 500
"""So many that a training can tell whether it does better."""

SAID = {Answer.BOUGHT: "Купил", Answer.REFUSED: "Отказался", Answer.UNREACHABLE: "Не дозвонились"}
AMOUNT = 42_300.0
COLUMNS = {"answer": "C", "amount": "E", "comment": "G"}


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Tables:
    """What a company has kept so far."""
    folder = tmp_path_factory.mktemp("tables")
    rows = list(invented_rows(Random(4), ROWS, date(2026, 1, 1)))
    write_table(folder / "clients.xlsx", rows)
    return Tables(folder / "matrix.xlsx", folder / "clients.xlsx", rows)


def import_and_compute(driver: Driver, dialogs: FileDialogs, tables: Tables) -> None:
    """The table comes in and is scored."""
    change_settings(driver.session, Settings(exploration=0, review_floor=1, accept_from=1))
    to_the_import(driver, dialogs, tables)
    driver.do(KEYS.Key_Return, held=CTRL)
    driver.do(KEYS.Key_Return, held=CTRL)
    assert driver.frame.page_name == "compute"
    driver.do(KEYS.Key_Return, held=CTRL)
    assert pending(driver.session) == 0


def review(driver: Driver) -> None:
    """All that is shown is accepted by one key."""
    driver.go("review")
    driver.do(KEYS.Key_A, held=CTRL)
    driver.do(KEYS.Key_1)
    assert Stage.WAITING in stages(driver.session).values()


def send(driver: Driver, office: PostOffice, partners: tuple[int, int]) -> Mapping[int, bytes]:
    """A package for each partner leaves by mail; partner → the file that arrived."""
    for partner in partners:
        write_address(driver, partner, f"leads@partner-{partner}.example")
    set_partner_key(driver.session, partners[1], RECIPIENT)
    arrived = {}
    with open_post_office(office):
        set_up_account(driver, office.port)
        for partner in partners:
            driver.go("sending")
            driver.page.presenter.pick_tab("ready")
            driver.page.presenter.pick_partner(partner)
            driver.do(KEYS.Key_Return, held=CTRL)
            driver.do(KEYS.Key_Return)
            driver.wait()
            knock(driver, MINUTE)
            (attached,) = office.letters[-1].iter_attachments()
            arrived[partner] = attached.get_content()
    assert [one.sent for one in read_packages(driver.session)] == [True, True]
    return arrived


def fill_in(form: bytes, sheet: int, answers: Mapping[str, Answer]) -> bytes:
    """What a partner types into the form for answers: one for each code that is asked for."""
    heads, *rows = rows_of(form, sheet)
    assert heads[0] == "Код ответа"
    typed: dict[str, str | float] = {}
    for number, row in enumerate(rows, 2):
        answer = answers.get(str(row[0]))
        if answer is not None:
            typed[f"{COLUMNS['answer']}{number}"] = SAID[answer]
        if answer is Answer.BOUGHT:
            typed[f"{COLUMNS['amount']}{number}"] = AMOUNT
            typed[f"{COLUMNS['comment']}{number}"] = "доволен"
    return filled_in(form, sheet, typed)


def codes_in(form: bytes, sheet: int) -> list[str]:
    """The codes that are asked for, in their order."""
    return [code for row in rows_of(form, sheet)[1:] if (code := code_in(str(row[0]))) is not None]


def load(driver: Driver, dialogs: FileDialogs, file: Path, lead: int) -> None:
    """What a partner returned."""
    driver.go("outcomes")
    dialogs.file = file
    driver.do(KEYS.Key_O, held=CTRL)
    driver.until(lambda: outcome_of(driver.session, lead) is not None)
    driver.wait()


def open_card(driver: Driver, client: int) -> ClientCard:
    """The card of a client, with what is recommended now."""
    driver.program.go("client", {"client": client})
    driver.wait()
    return read_client(driver.session, client)


def recommended(session: Session, client: int) -> set[int]:
    """The kinds that are offered to a client and that nobody has decided about."""
    theirs = (one for one in all_recommendations(session) if one.client_id == client)
    return {one.kind_id for one in theirs if one.stage is Stage.PROCESSED}


def scores(session: Session) -> Mapping[tuple[int, int], int]:
    """(Client, kind) → the score of what nobody has decided about."""
    undecided = (one for one in all_recommendations(session) if one.stage is Stage.PROCESSED)
    return {(one.client_id, one.kind_id): one.score for one in undecided}


def learn(driver: Driver, answers: int) -> None:
    """A training has seen all answers and does better than what was fitted at once; in use, it scores all anew."""
    session = driver.session
    report = train(session).value
    assert report.facts.answers == answers
    assert report.facts.verdict is Verdict.BETTER
    now, before = publish_model(session, report.version).value + MINUTE, scores(session)
    session.clock = lambda: now
    driver.go("compute")
    driver.do(KEYS.Key_Return, held=CTRL)
    driver.wait()
    assert model_of(session) == report.version
    after = scores(session)
    assert any(before[one] != score for one, score in after.items() if one in before)


def model_of(session: Session) -> str:
    """By which model what nobody has decided about was scored."""
    (version,) = {one.model_version for one in all_recommendations(session) if one.stage is Stage.PROCESSED}
    return version


def test_a_table_becomes_leads_and_their_answers_change_conversions_and_recommendations(
    inside: Inside, dialogs: FileDialogs, table: Tables, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, driver = posting.post_due, inside("catalogue")
    session = driver.session
    import_and_compute(driver, dialogs, table)
    review(driver)
    offers = sorted((one for one in read_outgoing(session) if one.leads), key=lambda one: -one.leads)
    by_password, by_key = (one.partner_id for one in offers[:2])
    with open_post_office(PostOffice()) as office:
        pass
    monkeypatch.setattr(posting, "post_due", partial(real, post=by_mail(office)))
    arrived = send(driver, office, (by_password, by_key))
    before, places = read_standings(session), {one.id: one for one in all_recommendations(session)}

    workbook = next(one for one in read_packages(session) if not one.sealed)
    with session.store.reading() as work:
        password = work.packages.password(workbook.id)
    plain = unsealed(arrived[by_password], password)
    asked = codes_in(plain, 1)
    said = dict(zip(asked, SAID, strict=False))
    back = tmp_path / workbook.file_name
    back.write_bytes(seal_workbook(fill_in(plain, 1, said), password))
    leads = codes(session)
    was = {code: recommended(session, places[leads[code]].client_id) for code in said}
    load(driver, dialogs, back, leads[asked[0]])

    package = open_package(arrived[by_key], IDENTITY)
    form = package.files[ANSWERS_FORM]
    theirs = dict.fromkeys(codes_in(form, 0), Answer.REFUSED)
    sealed = tmp_path / "answers.age"
    sealed.write_bytes(seal_for(fill_in(form, 0, theirs), package.manifest.reply_key))
    load(driver, dialogs, sealed, leads[next(iter(theirs))])

    for code, answer in {**said, **theirs}.items():
        told = outcome_of(session, leads[code])
        assert told is not None
        assert (told.answer, told.amount) == (answer, AMOUNT if answer is Answer.BOUGHT else None)
    answers = Counter[int]()
    for code in (*said, *theirs):
        answers[places[leads[code]].service_id] += 1
    after = read_standings(session)
    assert {id_: after[id_].answered - before[id_].answered for id_ in answers} == answers
    bought = places[leads[asked[0]]]
    assert after[bought.service_id].bought == before[bought.service_id].bought + 1
    assert all(after[id_].conversion != before[id_].conversion for id_ in answers)
    for code in said:
        lead = places[leads[code]]
        now = recommended(session, lead.client_id)
        assert lead.kind_id not in now
        assert now != was[code], code
    card = open_card(driver, bought.client_id)
    assert not card.waits
    assert [one.text for one in card.comments] == ["доволен"]
    driver.page.sections.sections["history"].set_open(True)
    driver.wait()
    assert "доволен" in driver.texts()
    learn(driver, len(said) + len(theirs))
