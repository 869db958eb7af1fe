"""Days as people write them."""

from __future__ import annotations

from datetime import date, timedelta

import pendulum
import pytest

from electsched.i18n.written_days import read_day

POLLING = date(2024, 2, 14)


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize(
    "text",
    [
        "2024-02-14",
        "14 Februari 2024",
        "14 februari 2024",
        "14 February 2024",
        "14 Feb 2024",
        "14-Feb-2024",
        "14 Peb 2024",
        "14/02/2024",
        "14/2/2024",
        "14-2-2024",
        "14.02.2024",
        "  14  Februari 2024 ",
    ],
)
def test_polling_day_is_read_as_people_write_it(text: str, language: str) -> None:
    """Names of months are read in every language; numbers if only one of them can be the day."""
    assert read_day(text, language) == (None if "Peb" in text else POLLING)


@pytest.mark.parametrize(("text", "day"), [("03/04/2024", date(2024, 4, 3)), ("3-4-2024", date(2024, 4, 3))])
def test_first_number_is_the_day_if_the_language_writes_it_so(text: str, day: date) -> None:
    """In Indonesian the day stands first; in English it may be the month, so the text is not read."""
    assert read_day(text, "id") == day
    assert read_day(text, "en") is None


def test_same_number_twice_is_one_day() -> None:
    """On 5/5/2024 the order does not matter."""
    assert read_day("5/5/2024", "en") == date(2024, 5, 5)


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize(
    "text",
    ["", "soon", "30/02/2024", "2024/02/14", "14/02/24", "14/02-2024", "02/14/2024", "14 Mars 2024", "0 Mei 2024"],
)
def test_text_of_another_form_is_no_day(text: str, language: str) -> None:
    """A day that does not exist, a year of two digits, and the order of the United States are not guessed."""
    assert read_day(text, language) is None


@pytest.mark.parametrize("language", ["id", "en"])
def test_days_as_unicode_writes_them_are_read_back(language: str) -> None:
    """Each day of a leap year in the long form of the locale data of Unicode (in pendulum) is that day."""
    for number in range(366):
        day = date(2024, 1, 1) + timedelta(days=number)
        written = pendulum.date(day.year, day.month, day.day).format("D MMMM YYYY", locale=language)
        assert read_day(written, language) == day
