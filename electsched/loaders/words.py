"""Files of words: a language that a user hands in, as TOML or JSON with the keys of the package's words."""

from __future__ import annotations

import json
import re
import string
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from electsched.errors import Fault, InputError, perhaps, raise_faults
from electsched.i18n.languages import LANGUAGES, AddedLanguage, fault_templates, sentences, words
from electsched.i18n.text import UNSAFE
from electsched.loaders.converters import display
from electsched.loaders.json_files import read_json
from electsched.loaders.new_files import write_new_file
from electsched.loaders.toml import read_toml
from electsched.phrases import phrase, quoted

__all__ = ["LANGUAGE_CODE", "english_sentences", "load_words", "new_words"]

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


def load_words(path: str | Path) -> AddedLanguage:
    """Return the language of a file of words: TOML, or JSON if its name ends in ``.json``.

    The file has the ``code`` of the language and each word under its section and name. The tables ``errors`` and
    ``help`` have sentences by their English text, which are optional. `new_words` writes a file to start from.

    Raises:
        InputError: The file cannot be read; words are missing, unknown, empty, or have other placeholders.
    """
    content = read_json(Path(path)) if Path(path).suffix == ".json" else read_toml(Path(path))
    if not isinstance(content, dict):
        raise InputError(Fault("", display(content), phrase("a table")), source=str(path))
    raw = dict(content)
    code, catalogue = raw.pop(CODE, ""), words(ENGLISH)
    errors, helps = raw.pop(ERRORS, {}), raw.pop(HELP, {})
    own = dict(_flat(raw))
    faults = [
        *_code_faults(code),
        *_missing_faults(own, catalogue),
        *_phrase_faults(own, catalogue),
        *_sentence_faults(ERRORS, errors),
        *_sentence_faults(HELP, helps),
    ]
    raise_faults(faults, source=str(path))
    return AddedLanguage(code, {key: own[key] for key in catalogue}, errors, helps)


def english_sentences() -> Mapping[str, tuple[str, ...]]:
    """Return the English sentences that a file of words can translate, by the name of their table."""
    tables = {ERRORS: map(fault_templates, LANGUAGES), HELP: map(sentences, LANGUAGES)}
    return {name: tuple(dict.fromkeys(key for table in parts for key in table)) for name, parts in tables.items()}


# --- faults -------------------------------------------------------------------------------------------------------


def _flat(table: Mapping[str, Any], section: str = "") -> Iterator[tuple[str, Any]]:
    for key, value in table.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{section}{key}.")
        else:
            yield f"{section}{key}", value


def _code_faults(code: object) -> Iterator[Fault]:
    if not isinstance(code, str) or not LANGUAGE_CODE.fullmatch(code):
        yield Fault(CODE, display(code), phrase("the code of the language, two or three letters such as 'jv'"))


def _missing_faults(own: Mapping[str, Any], catalogue: Mapping[str, str]) -> Iterator[Fault]:
    missing = [key for key in catalogue if key not in own]
    if missing:
        first = ", ".join(missing[:NAMED_KEYS]) + (", ..." if len(missing) > NAMED_KEYS else "")
        yield Fault(
            "",
            phrase("{count} of {total} words missing: {names}", count=len(missing), total=len(catalogue), names=first),
            phrase("all words of the catalogue"),
            hint=phrase("`electsched site words` writes a file with all of them."),
        )


def _phrase_faults(own: Mapping[str, Any], catalogue: Mapping[str, str]) -> Iterator[Fault]:
    unknown = [key for key in own if key not in catalogue]
    for key in unknown[:MOST_UNKNOWN]:
        yield Fault(
            key, phrase("a key that is not known"), phrase("a key of the catalogue"), hint=perhaps(key, catalogue)
        )
    if len(unknown) > MOST_UNKNOWN:
        yield Fault("", phrase("{count} more unknown keys", count=len(unknown) - MOST_UNKNOWN))
    for key, text in own.items():
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
    expected = _placeholders(original)
    try:
        placeholders = _placeholders(text)
    except ValueError:
        yield Fault(path, quoted(text), phrase("a text whose braces are in pairs"))
        return
    if not placeholders <= expected or (placeholders != expected and not may_omit):
        names = ", ".join(sorted(expected)) or phrase("none")
        yield Fault(path, quoted(text), phrase("the placeholders {names}", names=names))


def _placeholders(text: str) -> set[str]:
    """Return each placeholder as it is written, such as ``{hour:02d}``.

    Raises:
        ValueError: A brace is not in a pair.
    """
    parts = string.Formatter().parse(text)
    fields = {
        "{" + name + (f"!{conversion}" if conversion else "") + (f":{form}" if form else "") + "}"
        for _, name, form, conversion in parts
        if name is not None
    }
    return fields | set(_PERCENT.findall(text))


# --- a file to start from -----------------------------------------------------------------------------------------


def new_words(path: str | Path, *, language: str) -> Path:
    """Write a file of words to start from, in a language of the package, and return its path.

    The name of the file is the code of the new language, such as ``jv.toml``.

    Raises:
        InputError: The name is no code of a language, or the file exists already or cannot be written.
    """
    code = Path(path).stem
    if not LANGUAGE_CODE.fullmatch(code) or Path(path).suffix not in {".toml", ".json"}:
        expected = phrase("a file named by the code of the language, such as jv.toml or jv.json")
        raise InputError(Fault("", quoted(Path(path).name), expected), source=str(path))
    tables = _tables(language)
    is_json = Path(path).suffix == ".json"
    text = json.dumps({CODE: code, **tables}, indent=2, ensure_ascii=False) + "\n" if is_json else _toml(code, tables)
    return write_new_file(path, text)


def _tables(language: str) -> dict[str, dict[str, str]]:
    """Return the words of a language by section and name, and its sentences by their English text."""
    tables: dict[str, dict[str, str]] = {}
    for key, text in words(language).items():
        section, _, name = key.partition(".")
        tables.setdefault(section, {})[name] = text
    own = {ERRORS: fault_templates(language), HELP: sentences(language)}
    for name, english in english_sentences().items():
        tables[name] = {sentence: own[name].get(sentence, sentence) for sentence in english}
    return tables


def _toml(code: str, tables: Mapping[str, Mapping[str, str]]) -> str:
    lines = [
        "# Translate the texts on the right. Keep the placeholders in braces; their order is free.",
        "# The tables 'errors' and 'help' are optional: a sentence that they lack stays English.",
        "",
        f"{CODE} = {_toml_string(code)}",
    ]
    for name, table in tables.items():
        lines += ["", f"[{name}]"]
        lines += [f"{_toml_key(key)} = {_toml_string(text)}" for key, text in table.items()]
    return "\n".join(lines) + "\n"


def _toml_key(key: str) -> str:
    return key if re.fullmatch(r"[\w-]+", key, re.ASCII) else _toml_string(key)


def _toml_string(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)  # the escapes of JSON are escapes of TOML too
