"""Texts in several languages, and dates in words."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pendulum
import pytest

from electsched.errors import UnknownNameError
from electsched.i18n.languages import AddedLanguage
from electsched.i18n.text import NO_WORDS, Note, Text, clock_time, long_date, minute_clock, month_name, translated


def test_text_in_a_language_that_it_lacks_is_in_its_first_language() -> None:
    """Names in data files may lack a language of the package, or one from outside; then the first one is used."""
    text = Text({"jv": "Kampanye", "en": "Campaign"})
    added = AddedLanguage("su", {}, {}, {})
    assert text["en"] == "Campaign"
    assert {text[language] for language in ("jv", "id", added)} == {"Kampanye"}
    assert str(text) == "Kampanye"


@pytest.mark.parametrize(("language", "nearest"), [("fr", "id, en"), ("eng", "en"), ("EN", "en"), ("", "id, en")])
def test_text_in_an_unknown_language_is_refused(language: str, nearest: str) -> None:
    """A code that neither the text nor the package has is an error, not the words of another language."""
    for text in (Text({"id": "Kampanye", "en": "Campaign"}), NO_WORDS):
        with pytest.raises(UnknownNameError, match=f"{language!r}.*{nearest}"):
            _ = text[language]
    with pytest.raises(UnknownNameError):
        Note("Campaign").in_words(language)


def test_text_is_read_in_each_of_its_own_languages() -> None:
    """The name of a stage may have a language in which the package has no words."""
    assert Text({"sw": "Kampeni", "en": "Campaign"})["sw"] == "Kampeni"


def test_proper_name_is_the_same_in_every_language() -> None:
    """A name that is not translated is the same in every language."""
    assert {Text.same("TNI")[language] for language in ("id", "en")} == {"TNI"}


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
