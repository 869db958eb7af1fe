"""The languages of the package: the same keys and placeholders in each, and a further language as one module."""

from __future__ import annotations

import ast
import re
import string
from collections import Counter
from pathlib import Path

import attrs
import pytest

import electsched
from electsched.errors import UnknownNameError
from electsched.i18n.languages import LANGUAGES, fault_templates, reading_words, sentences, words
from electsched.i18n.reading import spelling_pattern, spellings
from electsched.loaders.sheets.headings import PersonColumns


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


@pytest.mark.parametrize("language", [language for language in LANGUAGES if language != "en"])
def test_every_language_but_english_has_all_sentences(language: str) -> None:
    """Errors and help are English in the code; a sentence that another language lacks is a failure."""
    assert fault_templates(language).keys() == fault_templates("id").keys()
    assert sentences(language).keys() == sentences("id").keys()
    assert (fault_templates("en"), sentences("en")) == ({}, {})


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_the_same_words_for_reading(language: str) -> None:
    """Each key has spellings, as they are compared: in small letters, with single spaces."""
    assert list(reading_words(language)) == list(reading_words("id"))
    for text in reading_words(language).values():
        assert re.sub(r"\s+", " ", text.casefold()).strip() == text
        assert all(text.split(", "))


def test_every_column_of_a_list_has_headings() -> None:
    """A heading stands for one column in all languages, and each column has one."""
    columns = [field.name for field in attrs.fields(PersonColumns)]
    headings = Counter(heading for column in columns for heading in spellings(f"heading.{column}"))
    assert {heading for heading, count in headings.items() if count > 1} == set()


def test_spellings_match_as_they_are_written() -> None:
    """Signs in a spelling stand for themselves."""
    pattern = re.compile(spelling_pattern("cell.until"))
    assert all(pattern.fullmatch(text) for text in ("s.d.", "sd", "to"))
    assert not any(pattern.fullmatch(text) for text in ("sxd.", "s", "to|sd"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_stands_in_two_modules_of_a_language(language: str) -> None:
    """The modules of a folder are joined: a key of two modules would have the text of one, unseen."""
    texts: Counter[str] = Counter()
    for path in (Path(electsched.__file__).parent / "i18n" / language).rglob("*.py"):
        dictionaries = [node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Dict)]
        keys = [ast.unparse(key) for node in dictionaries for key in node.keys if isinstance(key, ast.Constant)]
        texts.update(f"{path.parent.name}: {key}" for key in keys)
    assert [key for key, count in texts.items() if count > 1] == []


def test_audit_and_assignment_have_words_of_their_own() -> None:
    """An audit says in a word that a date cannot be judged; an assignment says in a sentence that it found none."""
    assert [words(language)["verdict.unknown"] for language in ("id", "en")] == ["tidak diketahui", "unknown"]
    assert all(words(language)["conclusion.unknown"].endswith(".") for language in LANGUAGES)
