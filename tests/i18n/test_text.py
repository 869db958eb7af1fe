"""Texts in several languages, and dates in words."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pendulum
import pytest

from electsched.errors import UnknownNameError
from electsched.i18n.text import NO_WORDS, Text, clock_time, long_date, minute_clock, month_name, translated


def test_text_in_a_language_that_it_lacks_is_in_its_first_language() -> None:
    """Names in data files may lack a language; then the first one is used."""
    text = Text({"id": "Kampanye", "en": "Campaign"})
    assert (text["id"], text["en"], text["fr"]) == ("Kampanye", "Campaign", "Kampanye")
    assert str(text) == "Kampanye"


def test_proper_name_is_the_same_in_every_language() -> None:
    """A name that is not translated is the same in every language."""
    assert {Text.same("TNI")[language] for language in ("id", "en", "de")} == {"TNI"}


def test_text_without_words_is_false() -> None:
    """The empty text is false, and an empty string in every language."""
    assert not NO_WORDS
    assert NO_WORDS["id"] == ""
    assert str(NO_WORDS) == ""
    assert Text.same("a")


def test_translated_fills_placeholders_in_every_language() -> None:
    """Words of the package are returned in each language, with the values in them."""
    stations = translated("demand.stations", count=12)
    assert (stations["id"], stations["en"]) == ("12 TPS", "12 polling stations")


@pytest.mark.parametrize("language", ["id", "en"])
def test_dates_in_words_are_those_of_cldr(language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each day of a leap year is written as with the locale data of Unicode (in pendulum), in any environment."""
    monkeypatch.setenv("LANG", "de_DE.UTF-8")
    monkeypatch.setenv("LANGUAGE", "de")
    for number in range(366):
        day = date(2024, 1, 1) + timedelta(days=number)
        written = pendulum.date(day.year, day.month, day.day)
        assert long_date(day, language) == written.format("D MMMM YYYY", locale=language)
        assert long_date(day, language, weekday=True) == written.format("dddd, D MMMM YYYY", locale=language)
        assert month_name(day, language) == written.format("MMMM YYYY", locale=language)


@pytest.mark.parametrize(("language", "sign"), [("id", "."), ("en", ":")])
def test_clock_of_minutes_is_that_of_moments(language: str, sign: str) -> None:
    """Each minute of a day has two digits for the hour and for the minute; the end of a day is not its beginning."""
    midnight = datetime(2024, 2, 14)  # noqa: DTZ001  # a clock has no zone
    for minutes in range(24 * 60):
        clock = (midnight + timedelta(minutes=minutes)).strftime(f"%H{sign}%M")
        assert minute_clock(minutes, language) == clock_time(midnight + timedelta(minutes=minutes), language) == clock
    assert minute_clock(24 * 60, language) == f"24{sign}00"


def test_dates_in_an_unknown_language_are_refused() -> None:
    """A language without words is an error; no other language is used instead."""
    with pytest.raises(UnknownNameError, match="'fr'"):
        long_date(date(2024, 2, 14), "fr")
    with pytest.raises(UnknownNameError, match=r"'eng'.*en"):
        month_name(date(2024, 2, 14), "eng")
