"""The sample company: invented, whole, and the same for the same seed."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.domain.journal import JournalFilter
from core.domain.lead import Stage
from core.services.catalogue import read_catalogue
from core.services.entries import tell_details
from core.services.journal import read_journal
from core.services.resolving import replay
from core.services.sample import CLIENTS, LOGIN, PASSWORD, Sample, make_sample
from core.services.session import Session, sign_in
from core.services.wording import LANGUAGES, Language, sentences
from tests.support.bases import all_recommendations


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    return make_sample(tmp_path_factory.mktemp("sample"))


@pytest.fixture
def session(made: Sample) -> Iterator[Session]:
    opened = sign_in(made.base, LOGIN, PASSWORD)
    yield opened
    opened.close()


def test_the_sample_has_six_partners_forty_services_and_four_hundred_clients(session: Session) -> None:
    catalogue = read_catalogue(session)
    assert sum(not company.own for company in catalogue.companies.values()) == 6
    assert len(catalogue.services) >= 40
    with session.store.reading() as work:
        assert work.clients.count() == CLIENTS


def test_the_sample_has_work_in_every_state(session: Session) -> None:
    assert {one.stage for one in all_recommendations(session)} == set(Stage)


def test_the_sample_says_that_it_is_one(session: Session) -> None:
    assert session.is_sample


def test_rivals_of_the_sample_are_settled_by_every_rule_and_replay(session: Session) -> None:
    rules = {one.settled.rule for one in all_recommendations(session)}
    assert {"only_seller", "lot", "value"} <= rules
    assert replay(session).different == ()


def test_the_sample_s_base_is_in_order(session: Session) -> None:
    assert session.store.check() == []
    with session.store.reading() as work:
        assert work.audit.check() is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_sample_s_journal_is_told_in_words_alone(session: Session, language: Language) -> None:
    lines = read_journal(session, JournalFilter(), limit=10_000).lines
    assert len({line.use_case for line in lines}) > 5
    known = set(sentences(language, "journal"))
    for line in lines:
        assert {f"role_{line.role}", f"use_case_{line.use_case}"} <= known
        assert {f"detail_{name}" for name in line.details} <= known
        if language == "ru":
            told = tell_details("ru", line.use_case, line.details)
            for name in ("model", "version"):
                told = told.replace(str(line.details.get(name)), "")
            assert not re.search("[A-Za-z_]", told), told


def test_the_same_seed_invents_the_same_people_and_decisions(made: Sample, tmp_path: Path, session: Session) -> None:
    twin = make_sample(tmp_path / "twin")
    other = sign_in(twin.base, LOGIN, PASSWORD)
    try:
        assert decided(other) == decided(session)
    finally:
        other.close()
    assert twin.report.accepted == made.report.accepted


def decided(session: Session) -> list[tuple[object, ...]]:
    return [(one.client_id, one.service_id, one.score, one.stage) for one in all_recommendations(session)]
