"""Wrong passwords make the next one wait, and the count outlives the program."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.domain.errors import BaseBusy, TooSoon, WrongPassword
from core.vault.attempts import ATTEMPTS_FILE, attempt, wait_after
from tests.support.guessing import LOGIN, guess

NOW = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)


def fail(folder: Path, login: str, now: datetime) -> None:
    with pytest.raises(WrongPassword), attempt(folder, login, now):
        raise WrongPassword


def test_the_wait_doubles_from_the_fifth_wrong_password_up_to_thirty_seconds() -> None:
    assert [wait_after(failures) for failures in range(12)] == [0, 0, 0, 0, 0, 1, 2, 4, 8, 16, 30, 30]
    assert wait_after(10**6) == 30


def test_a_hundred_failures_are_counted_each_on_a_clock_that_waits(tmp_path: Path) -> None:
    now = NOW
    for failures in range(100):
        wait = wait_after(failures)
        if wait:
            with pytest.raises(TooSoon) as refused, attempt(tmp_path, "anna", now + timedelta(seconds=wait - 0.5)):
                raise AssertionError
            assert refused.value.facts == {"seconds": 1}
        now += timedelta(seconds=wait)
        fail(tmp_path, "ANNA ", now)
    with pytest.raises(TooSoon) as refused, attempt(tmp_path, "anna", now):
        raise AssertionError
    assert refused.value.facts == {"seconds": 30}


def test_the_right_password_forgets_the_count_and_each_login_has_its_own(tmp_path: Path) -> None:
    for _ in range(4):
        fail(tmp_path, "anna", NOW)
        fail(tmp_path, "vera", NOW)
    with attempt(tmp_path, "anna", NOW):
        pass
    fail(tmp_path, "vera", NOW)
    for _ in range(4):
        fail(tmp_path, "anna", NOW)
    with pytest.raises(TooSoon), attempt(tmp_path, "vera", NOW):
        raise AssertionError


def test_what_is_no_wrong_password_is_not_counted(tmp_path: Path) -> None:
    for _ in range(20):
        with pytest.raises(BaseBusy), attempt(tmp_path, "anna", NOW):
            raise BaseBusy
    with attempt(tmp_path, "anna", NOW):
        pass


def test_a_clock_that_is_put_back_does_not_shorten_or_lengthen_the_wait(tmp_path: Path) -> None:
    for _ in range(5):
        fail(tmp_path, "anna", NOW)
    earlier = NOW - timedelta(days=400)
    with pytest.raises(TooSoon), attempt(tmp_path, "anna", earlier):
        raise AssertionError
    with attempt(tmp_path, "anna", earlier + timedelta(seconds=1)):
        pass


def test_nothing_that_was_typed_is_written_down(tmp_path: Path) -> None:
    fail(tmp_path, "Пароль-в-чужом-поле", NOW)
    assert "пароль" not in (tmp_path / ATTEMPTS_FILE).read_text("utf-8").casefold()


@settings(max_examples=60, deadline=None)
@given(
    st.binary(max_size=200)
    | st.sampled_from([b"[]", b'{"a": 1}', b'{"a": [1]}', b'{"a": [1, 1e999]}', b"null", b"[" * 100_000])
)
def test_whatever_stands_in_the_file_the_right_password_opens(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    folder = tmp_path_factory.mktemp("attempts")
    (folder / ATTEMPTS_FILE).write_bytes(content)
    with attempt(folder, "anna", NOW):
        pass


def test_the_count_is_exact_through_kills_at_any_moment(tmp_path: Path) -> None:
    guessed = guess(tmp_path, NOW, asked=30)
    assert guessed.asked <= guessed.counted <= guessed.asked + guessed.killed
    with pytest.raises(TooSoon), attempt(tmp_path, LOGIN, guessed.last):
        raise AssertionError
