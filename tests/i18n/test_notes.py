"""Notes of laws and elections in the language of their reader."""

from __future__ import annotations

import json
import pickle
import re
from collections.abc import Iterator, Mapping
from typing import Any

import attrs
import pytest

import electsched
from electsched.i18n.text import NO_NOTE, Note, Text
from electsched.law.statute import Statute
from electsched.loaders.law_files.ids import builtin_ids
from electsched.loaders.laws import load_law
from electsched.publishing.fingerprint import fingerprint
from electsched.timeline.election import Election

KINDS = ("statutes", "overlays", "elections")
INDONESIAN = [name for kind in KINDS for name in builtin_ids(kind) if name.startswith("id/")]
ENGLISH = re.compile(
    r"\b(an?|the|and|or|of|on|to|from|is|are|was|be|for|by|in|at|with|as|it|its|not?|none|until|before|after|art|arts|page"
    r"|law|act|court|rule|day|days|hour|hours|year|election|poll|polls|voting|stages?|slides|disputes?|quotes|first|last)\b",
    re.IGNORECASE,
)
GERMAN = Note(Text({"de": "Am Sonntag.", "en": "On Sunday."}))


def _texts(value: Any, field: str = "") -> Iterator[tuple[str, Text]]:  # noqa: ANN401  # any value of a law
    """Yield each text in a value with the name of its field."""
    if isinstance(value, Note | Text):
        yield field, value.text if isinstance(value, Note) else value
    elif isinstance(value, Mapping):
        for entry in value.values():
            yield from _texts(entry, field)
    elif isinstance(value, tuple):
        for entry in value:
            yield from _texts(entry, field)
    elif attrs.has(type(value)):
        for attribute in attrs.fields(type(value)):
            if attribute.init:
                yield from _texts(getattr(value, attribute.name), attribute.name)


def _law(name: str) -> Statute | Election:
    return electsched.load_statute(name) if name in builtin_ids("overlays") else load_law(name)


@pytest.mark.parametrize("name", INDONESIAN)
def test_remarks_on_indonesian_laws_are_in_indonesian_and_english(name: str) -> None:
    """No note, open point or reason for it of a law or an election of Indonesia is the same in both languages."""
    remarks = [text for field, text in _texts(_law(name)) if field in {"note", "what", "reason"} and text]
    assert remarks
    assert [str(text) for text in remarks if text["id"] == text["en"]] == []
    assert {language for text in remarks for language, _ in text.words} == {"id", "en"}


@pytest.mark.parametrize("name", INDONESIAN)
def test_no_text_of_an_indonesian_law_has_an_english_word_in_indonesian(name: str) -> None:
    """Names, cases and titles of sources too: if a title is in English words, it has Indonesian ones beside them."""
    texts = [text["id"] for _, text in _texts(_law(name))]
    assert [text for text in texts if ENGLISH.search(text)] == []


def test_explanation_and_calendar_have_the_note_in_their_language() -> None:
    """The reader of a page, a calendar or an explanation sees the note in that language alone."""
    timeline = electsched.resolve("id/general-2024")
    assert "catatan: Dua belas jam sejak berakhirnya hari" in electsched.explain(timeline["counting"], language="id")
    assert "note: Twelve hours after the end" in electsched.explain(timeline["counting"], language="en")
    text = electsched.stage_calendar(timeline, language="id").to_ical().decode().replace("\r\n ", "")
    assert "Catatan: Ditetapkan pada 6 Februari 2024." in text
    assert "Declared on" not in text


def test_note_is_the_english_words_for_data() -> None:
    """As a string and in JSON it is English, as before, or its first language if it has no English."""
    assert json.dumps({"note": GERMAN}) == '{"note": "On Sunday."}'
    assert Note(Text({"id": "Hari Minggu."})) == "Hari Minggu."
    assert not NO_NOTE
    assert Note(GERMAN) is GERMAN


def test_note_keeps_its_languages_in_another_process() -> None:
    """A plan goes to other processes, which write its calendars."""
    again = pickle.loads(pickle.dumps(GERMAN))  # noqa: S301  # it was pickled here
    assert again.in_words("de") == "Am Sonntag."


def test_other_words_of_a_note_are_another_content() -> None:
    """If a note changes in one language alone, the files are written again."""
    stage = electsched.resolve("id/general-2024")["voting"]
    first, second = (
        attrs.evolve(stage, note=Note(Text({"id": words, "en": "On Sunday."}))) for words in ("Minggu.", "Ahad.")
    )
    assert fingerprint(first) != fingerprint(second)
