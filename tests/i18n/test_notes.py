"""Notes of laws and elections in the language of their reader."""

from __future__ import annotations

import json
import pickle
from collections.abc import Iterator, Mapping
from typing import Any

import attrs
import pytest

import electsched
from electsched.i18n.text import NO_NOTE, Note, Text
from electsched.loaders.laws import builtin_ids, load_law
from electsched.publishing.fingerprint import fingerprint

INDONESIAN = [name for kind in ("statutes", "elections") for name in builtin_ids(kind) if name.startswith("id/")]
GERMAN = Note(Text({"de": "Am Sonntag.", "en": "On Sunday."}))


def _notes(value: Any) -> Iterator[Note]:  # noqa: ANN401  # any value of a law
    if isinstance(value, Note):
        yield value
    elif isinstance(value, Mapping):
        for entry in value.values():
            yield from _notes(entry)
    elif isinstance(value, tuple):
        for entry in value:
            yield from _notes(entry)
    elif attrs.has(type(value)):
        for field in attrs.fields(type(value)):
            if field.init:
                yield from _notes(getattr(value, field.name))


@pytest.mark.parametrize("name", INDONESIAN)
def test_notes_of_indonesian_laws_are_in_indonesian_and_english(name: str) -> None:
    """No note of a law or an election of Indonesia has the same words in both languages."""
    notes = [note for note in _notes(load_law(name)) if note]
    assert notes
    assert [str(note) for note in notes if note.in_words("id") == note.in_words("en")] == []
    assert {language for note in notes for language, _ in note.text.words} == {"id", "en"}


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
