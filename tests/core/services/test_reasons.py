"""What members that learn from portraits and answers say becomes a sentence, with its column in people's words."""

import pytest

from core.domain.catalogue import Catalogue, Kind
from core.domain.client import ClientType
from core.services.assortment import COLUMNS, Shelf
from core.services.reasons import Reasons, by_data, tell, tell_briefly
from core.services.wording import LANGUAGES, Language
from ml.explain import Reason
from ml.terms import Code

EMPTY = Catalogue({}, {}, {}, {}, {})


def _said(language: Language, line: Reason) -> str:
    [stored] = Reasons(Shelf(EMPTY)).stored([line])
    assert by_data(stored)
    assert tell_briefly(language, EMPTY, stored)
    return tell(language, EMPTY, stored)


def test_a_fact_of_the_portrait_is_told_with_its_name_and_its_count() -> None:
    for_it = Reason(Code.PORTRAIT, 0.7, COLUMNS.index("car_age"), 37, 120)
    assert _said("en", for_it) == "37 of 120 clients with the same or nearly the same “Age of the car” have it"
    assert (
        _said("ru", for_it) == "Среди клиентов с тем же или близким значением «Возраст авто» эту услугу взяли 37 из 120"
    )
    against = Reason(Code.PORTRAIT, -0.7, COLUMNS.index("education"), 3, 120)
    assert _said("ru", against).endswith("«Образование» эту услугу взяли лишь 3 из 120")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_column_that_models_see_has_a_name(language: Language) -> None:
    told = {_said(language, Reason(Code.PORTRAIT, 0.7, place, 1, 2)) for place in range(len(COLUMNS))}
    assert len(told) == len(COLUMNS)


def test_a_refusal_of_another_kind_is_told_with_its_name() -> None:
    catalogue = Catalogue({}, {7: Kind(7, "вклад", "Вклад", ClientType.PERSON)}, {}, {}, {})
    [stored] = Reasons(Shelf(catalogue)).stored([Reason(Code.REFUSED, -0.7, 0, 2, 40)])
    assert tell("ru", catalogue, stored) == "Среди тех, кто отказался от «Вклад», эту услугу взяли лишь 2 из 40"


def test_answers_are_told_with_their_count() -> None:
    assert _said("en", Reason(Code.ANSWERS, 0.4, None, 6, 10)) == "6 of 10 clients who were offered it said yes"
    assert _said("ru", Reason(Code.ANSWERS, -0.4, None, 1, 9)).endswith("согласились лишь 1 из 9")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", ["popular", "similar", "portrait", "answers"])
def test_data_that_speak_against_a_kind_say_so_also_in_a_few_words(language: Language, code: str) -> None:
    about = "car_age" if code == "portrait" else None
    told = {tell_briefly(language, EMPTY, (code, weight, about, 30, 57)) for weight in (0.5, -0.5)}
    assert len(told) == 2
