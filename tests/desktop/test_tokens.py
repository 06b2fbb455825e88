"""Colours can be told apart: computed as WCAG 2 says, for every pair that is used together."""

import re

import pytest
from pytestqt.qtbot import QtBot

from desktop.theme import LOOK, Scheme, colour
from desktop.theme.look import _ROLES, _SHEET
from desktop.theme.tokens import BY_SCHEME, LIGHT, SIGN_PAIRS, TEXT_PAIRS, Tokens
from desktop.widgets.chips import _GROUNDS

FILLED_FROM_EMPTY = {("accent", "sunken"), ("accent", "idle")}
SCHEMES = list(BY_SCHEME)


def _luminance(colour: str) -> float:
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """1 for the same colour, 21 for black on white."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_the_contrast_is_that_of_the_guideline() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
    assert contrast("#123456", "#123456") == 1


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("pair", TEXT_PAIRS, ids="/".join)
def test_text_stands_out_from_its_ground(scheme: Scheme, pair: tuple[str, str]) -> None:
    ink, ground = (getattr(BY_SCHEME[scheme], name) for name in pair)
    assert contrast(ink, ground) >= 4.5


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("pair", SIGN_PAIRS, ids="/".join)
def test_signs_and_edges_stand_out_from_their_ground(scheme: Scheme, pair: tuple[str, str]) -> None:
    ink, ground = (getattr(BY_SCHEME[scheme], name) for name in pair)
    assert contrast(ink, ground) >= (2 if pair in FILLED_FROM_EMPTY else 3)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_the_contrast_scheme_is_stronger_than_asked_of_the_others(scheme: Scheme) -> None:
    tokens = BY_SCHEME[scheme]
    least = 15 if scheme is Scheme.CONTRAST else 7
    assert contrast(tokens.text, tokens.surface) >= least


def test_every_chip_is_a_pair_whose_contrast_is_checked() -> None:
    assert {(ink, ground) for ground, ink in _GROUNDS.values()} <= set(TEXT_PAIRS)


def test_the_focus_ring_of_a_filled_button_is_seen_on_the_button_too() -> None:
    for tokens in BY_SCHEME.values():
        assert contrast(tokens.on_accent, tokens.accent) >= 3


@pytest.mark.parametrize("scheme", SCHEMES)
def test_every_token_is_a_colour(scheme: Scheme) -> None:
    values = [getattr(BY_SCHEME[scheme], name) for name in Tokens._fields]
    assert all(re.fullmatch("#[0-9A-F]{6}", value) for value in values)


def test_palette_sheet_and_pairs_name_tokens_that_exist() -> None:
    known = set(Tokens._fields)
    used = set(re.findall(r"(?<!\{)\{(\w+)\}(?!\})", _SHEET)) | set(_ROLES.values())
    assert used
    assert used | {name for pair in (*TEXT_PAIRS, *SIGN_PAIRS) for name in pair} <= known


def test_putting_a_scheme_on_tells_everybody_and_changes_the_colours(qtbot: QtBot) -> None:
    LOOK.put_on(Scheme.LIGHT)
    with qtbot.waitSignal(LOOK.changed, timeout=1000):
        LOOK.put_on(Scheme.DARK)
    dark = colour("surface").name()
    LOOK.put_on(Scheme.LIGHT)
    assert dark == BY_SCHEME[Scheme.DARK].surface.lower()
    assert colour("surface").name() == LIGHT.surface.lower()
