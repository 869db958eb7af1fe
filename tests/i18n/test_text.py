"""Words in several languages."""

from __future__ import annotations

from datetime import date

import pytest

from electsched.i18n.text import NO_WORDS, Text, long_date


def test_a_text_knows_its_languages() -> None:
    """The words asked for come back; of a language that is not there, the first given."""
    text = Text({"id": "Kampanye", "en": "Campaign"})
    assert (text["id"], text["en"], text["fr"]) == ("Kampanye", "Campaign", "Kampanye")


def test_a_proper_name_is_the_same_in_all() -> None:
    """A name that is not translated reads the same in each language."""
    assert {Text.same("TNI")[language] for language in ("id", "en", "de")} == {"TNI"}


def test_no_words_are_false() -> None:
    """A text without words says nothing in any language, and is false."""
    assert not NO_WORDS
    assert NO_WORDS["id"] == ""
    assert Text.same("a")


@pytest.mark.parametrize(
    ("language", "words"),
    [("id", "Selasa, 28 November 2023"), ("en", "Tuesday, 28 November 2023"), ("fr", "Tuesday, 28 November 2023")],
)
def test_a_date_in_words(language: str, words: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The muster was on a Tuesday, in the language asked for, whatever the environment speaks."""
    monkeypatch.setenv("LANG", "de_DE.UTF-8")
    monkeypatch.setenv("LANGUAGE", "de")
    assert long_date(date(2023, 11, 28), language, weekday=True) == words
    assert long_date(date(2024, 2, 10), "id") == "10 Februari 2024"
