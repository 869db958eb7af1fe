"""Files of words: a language that a user hands in, as TOML or JSON with the keys of the package's words."""

from __future__ import annotations

import re
import string
from collections.abc import Iterator, Mapping
from os import PathLike
from pathlib import Path
from typing import Any

from electsched.errors import Fault, InputError, perhaps, raise_faults
from electsched.i18n.languages import LANGUAGES, AddedLanguage, fault_templates, sentences, words
from electsched.i18n.text import UNSAFE
from electsched.loaders.converters import display
from electsched.loaders.json_files import read_json
from electsched.loaders.toml import read_toml
from electsched.phrases import CHOICE, phrase, quoted

__all__ = [
    "CODE",
    "ERRORS",
    "HELP",
    "LANGUAGE_CODE",
    "english_sentences",
    "flat_words",
    "load_words",
    "read_tables",
]

LANGUAGE_CODE = re.compile("[a-z]{2,3}")
CODE = "code"
ERRORS = "errors"
HELP = "help"
"""The tables of sentences, by their English text; a sentence that the file lacks stays English."""
ENGLISH = "en"
NAMED_KEYS = 5
"""The missing keys that an error names."""
MOST_UNKNOWN = 20
"""The unknown keys that an error names."""
CHOICES = {"date.first_number": ("day", "unknown")}
"""The words that are read by the package itself, with their values."""
_PERCENT = re.compile(r"%\(\w+\)\w")


def load_words(path: str | PathLike[str]) -> AddedLanguage:
    """Return the language of a file of words: TOML, or JSON if its name ends in ``.json``.

    The file has the ``code`` of the language and each word under its section and name. The tables ``errors`` and
    ``help`` have sentences by their English text, which are optional.

    Raises:
        InputError: The file cannot be read; words are missing, unknown, empty, or have other placeholders.
    """
    raw = dict(read_tables(path))
    code, catalogue = raw.pop(CODE, ""), words(ENGLISH)
    errors, helps = raw.pop(ERRORS, {}), raw.pop(HELP, {})
    texts = dict(flat_words(raw))
    faults = [
        *_code_faults(code),
        *_missing_faults(texts, catalogue),
        *_phrase_faults(texts, catalogue),
        *_sentence_faults(ERRORS, errors),
        *_sentence_faults(HELP, helps),
    ]
    raise_faults(faults, source=str(path))
    return AddedLanguage(code, {key: texts[key] for key in catalogue}, errors, helps)


def read_tables(path: str | PathLike[str]) -> dict[str, Any]:
    """Return the tables of a file of words, unchecked.

    Raises:
        InputError: The file cannot be read, or is no table.
    """
    content = read_json(Path(path)) if Path(path).suffix == ".json" else read_toml(Path(path))
    if not isinstance(content, dict):
        raise InputError(Fault("", display(content), phrase("a table")), source=str(path))
    return content


def english_sentences() -> Mapping[str, tuple[str, ...]]:
    """Return the English sentences that a file of words can translate, by the name of their table."""
    tables = {ERRORS: map(fault_templates, LANGUAGES), HELP: map(sentences, LANGUAGES)}
    return {name: tuple(dict.fromkeys(key for table in parts for key in table)) for name, parts in tables.items()}


# --- faults -------------------------------------------------------------------------------------------------------


def flat_words(table: Mapping[str, Any], section: str = "") -> Iterator[tuple[str, Any]]:
    """Yield the texts of nested tables with their keys, such as ``calendar.post``."""
    for key, value in table.items():
        if isinstance(value, Mapping):
            yield from flat_words(value, f"{section}{key}.")
        else:
            yield f"{section}{key}", value


def _code_faults(code: object) -> Iterator[Fault]:
    if not isinstance(code, str) or not LANGUAGE_CODE.fullmatch(code):
        yield Fault(CODE, display(code), phrase("the code of the language, two or three letters such as 'jv'"))


def _missing_faults(texts: Mapping[str, Any], catalogue: Mapping[str, str]) -> Iterator[Fault]:
    missing = [key for key in catalogue if key not in texts]
    if missing:
        first = ", ".join(missing[:NAMED_KEYS]) + (", ..." if len(missing) > NAMED_KEYS else "")
        yield Fault(
            "",
            phrase("{count} of {total} words missing: {names}", count=len(missing), total=len(catalogue), names=first),
            phrase("all words of the catalogue"),
            hint=phrase("`electsched site words` adds them to the file."),
        )


def _phrase_faults(texts: Mapping[str, Any], catalogue: Mapping[str, str]) -> Iterator[Fault]:
    unknown = [key for key in texts if key not in catalogue]
    for key in unknown[:MOST_UNKNOWN]:
        yield Fault(
            key, phrase("a key that is not known"), phrase("a key of the catalogue"), hint=perhaps(key, catalogue)
        )
    if len(unknown) > MOST_UNKNOWN:
        yield Fault("", phrase("{count} more unknown {count:key|keys}", count=len(unknown) - MOST_UNKNOWN))
    for key, text in texts.items():
        if key in catalogue:
            yield from _text_faults(key, text, catalogue[key])
            if key in CHOICES and text not in CHOICES[key]:
                yield Fault(key, display(text), phrase("one of {names}", names=", ".join(CHOICES[key])))


def _sentence_faults(name: str, table: object) -> Iterator[Fault]:
    if not isinstance(table, dict):
        yield Fault(name, display(table), phrase("a table"))
        return
    english = dict.fromkeys(english_sentences()[name])
    for key, text in table.items():
        if key not in english:
            found = phrase("a sentence that is not known")
            yield Fault(
                f"{name}.{key!r}", found, phrase("an English sentence of the package"), hint=perhaps(key, english)
            )
        else:
            yield from _text_faults(f"{name}.{key!r}", text, key, may_omit=True)


def _text_faults(path: str, text: object, original: str, *, may_omit: bool = False) -> Iterator[Fault]:
    """Yield the faults of one text: its type, its characters, and its placeholders beside those of the original."""
    if not isinstance(text, str) or not text.strip():
        yield Fault(path, display(text), phrase("text"))
        return
    if UNSAFE.search(text):
        yield Fault(path, quoted(text), phrase("text without control characters"))
    expected, names = _placeholders(original)
    try:
        placeholders, chosen = _placeholders(text)
    except ValueError:
        yield Fault(path, quoted(text), phrase("a text whose braces are in pairs"))
        return
    is_whole = placeholders == expected or (may_omit and placeholders < expected)
    if not is_whole or not chosen <= names:
        listed = ", ".join(sorted(expected)) or phrase("none")
        yield Fault(path, quoted(text), phrase("the placeholders {names}", names=listed))


def _placeholders(text: str) -> tuple[set[str], set[str]]:
    """Return each placeholder as it is written, such as ``{hour:02d}``, and the names of all.

    A choice of words, such as ``{count:day|days}``, has a name alone: a language may do without it.

    Raises:
        ValueError: A brace is not in a pair.
    """
    parts = [part for part in string.Formatter().parse(text) if part[1] is not None]
    fields = {
        "{" + str(name) + (f"!{conversion}" if conversion else "") + (f":{form}" if form else "") + "}"
        for _, name, form, conversion in parts
        if CHOICE not in (form or "")
    }
    return fields | set(_PERCENT.findall(text)), {str(name) for _, name, _, _ in parts}
