"""The languages of the package: the same keys and placeholders in each, and a further language as one module."""

from __future__ import annotations

import string

import pytest

from electsched.errors import UnknownNameError
from electsched.i18n.languages import LANGUAGES, words


def _placeholders(phrase: str) -> set[tuple[str, str]]:
    """Return the name and the format of each placeholder; a choice between one and several is no value."""
    parts = [(name, form or "") for _, name, form, _ in string.Formatter().parse(phrase) if name is not None]
    return {(name, form) for name, form in parts if "|" not in form}


def test_languages_are_indonesian_and_then_the_others_by_code() -> None:
    """Indonesian is first, because a plan without languages uses them all in this order."""
    assert LANGUAGES[0] == "id"
    assert "en" in LANGUAGES
    assert list(LANGUAGES[1:]) == sorted(LANGUAGES[1:])


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_the_same_keys_in_the_same_order(language: str) -> None:
    """A key that one language lacks is a failure, and so is one that only one has."""
    assert list(words(language)) == list(words("id"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_the_same_placeholders(language: str) -> None:
    """Each phrase takes the same values in every language; no phrase is empty or ends with a space."""
    for key, phrase in words(language).items():
        assert phrase
        assert phrase == phrase.strip()
        assert _placeholders(phrase) == _placeholders(words("id")[key]), key


def test_words_of_an_unknown_language_are_refused() -> None:
    """The error names the nearest language."""
    with pytest.raises(UnknownNameError) as caught:
        words("eng")
    (fault,) = caught.value.faults
    assert (fault.path, fault.found) == ("language", "'eng'")
    assert "Perhaps 'en' is meant." in fault.hint
