"""Reasons in sentences: what speaks against a kind does not read like what speaks for it."""

from pathlib import Path

import pytest

from core.services.catalogue import read_catalogue
from core.services.reasons import tell, tell_briefly
from core.services.wording import LANGUAGES, Language
from tests.support.bases import CAR, OWN, fill_catalogue, open_new_base


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", ["basket", "popular", "similar"])
def test_data_that_speak_against_a_kind_say_so_also_in_a_few_words(
    language: Language, code: str, tmp_path: Path
) -> None:
    session = open_new_base(tmp_path)
    service = fill_catalogue(session)[OWN, CAR]
    catalogue = read_catalogue(session)
    session.close()
    about = catalogue.services[service].kind_id
    for told in (tell, tell_briefly):
        assert told(language, catalogue, (code, 0.5, about, 30, 57)) != told(
            language, catalogue, (code, -0.5, about, 30, 57)
        )
