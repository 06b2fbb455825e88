"""Pages are made when they are first gone to, once, and one that could not be made is tried again."""

from typing import Any

import pytest

from desktop.window.pages import Pages


class Maker:
    """Makes pages that are their own names, after so many failures."""

    def __init__(self, failures: int = 0) -> None:
        self.failures = failures
        self.made: list[str] = []
        self.placed: list[object] = []

    def __call__(self, name: str) -> object:
        if self.failures:
            self.failures -= 1
            raise RuntimeError
        self.made.append(name)
        return name


def pages(maker: Maker) -> Any:
    return Pages(("today", "review"), maker, maker.placed.append)  # type: ignore[arg-type]  # names stand for pages


def test_looking_at_the_names_makes_no_page() -> None:
    maker = Maker()
    offered = pages(maker)
    assert (list(offered), len(offered), "review" in offered, "rules" in offered) == (
        ["today", "review"],
        2,
        True,
        False,
    )
    assert (maker.made, offered.made) == ([], [])


def test_a_page_is_made_and_put_in_its_place_once() -> None:
    maker = Maker()
    offered = pages(maker)
    assert offered["review"] is offered["review"]
    assert maker.made == maker.placed == offered.made == ["review"]


def test_a_page_that_nobody_offers_is_not_there() -> None:
    maker = Maker()
    assert pages(maker).get("rules") is None
    assert Pages().get("today") is None
    assert maker.made == []


def test_a_page_that_could_not_be_made_is_no_page_and_is_tried_again() -> None:
    maker = Maker(failures=1)
    offered = pages(maker)
    with pytest.raises(RuntimeError):
        offered["today"]
    assert (offered.made, maker.placed) == ([], [])
    assert offered["today"] == "today"
