"""Write a file of words to start from, and complete one that an older version of the package wrote."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import attrs
import tomlkit
from tomlkit.items import Item, Key, Table, Whitespace

from electsched.errors import Fault, InputError
from electsched.i18n.languages import fault_templates, sentences, words
from electsched.loaders.new_files import write_new_file
from electsched.loaders.word_files.words import (
    CODE,
    ERRORS,
    HELP,
    LANGUAGE_CODE,
    english_sentences,
    flat_words,
    read_tables,
)
from electsched.phrases import phrase, quoted

__all__ = ["CompletedWords", "completed_words", "new_words"]

Tables = Mapping[str, Mapping[str, str]]
"""The texts of a language, by section and name."""
FIRST_SECTIONS = ("language", "number", "date", "month", "month_short", "weekday", "weekday_short")
"""The sections with which a file begins: the language itself, and its dates."""


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
    text = _json({CODE: code, **tables}) if is_json else _toml(code, tables, language)
    return write_new_file(path, text)


@attrs.frozen
class CompletedWords:
    """The text of a file of words with all keys of the package.

    Attributes:
        text: The text of the file: everything that stood in it, and the added texts.
        added: The keys that were added, such as ``calendar.post``; their texts are to be translated.
        unused: The keys of the file that the package no longer has; they are kept.
    """

    text: str
    added: tuple[str, ...]
    unused: tuple[str, ...]


def completed_words(path: str | Path, *, language: str) -> CompletedWords:
    """Return a file of words with the texts that it lacks, which stand in a language of the package.

    The texts, comments and order of the file stay. Sentences are added to the tables ``errors`` and ``help`` if the
    file has these optional tables.

    Raises:
        InputError: The file cannot be read, or a section of words is no table.
    """
    content = read_tables(path)
    present_keys = {key for key, _ in flat_words({key: value for key, value in content.items() if key != CODE})}
    tables = {name: table for name, table in _tables(language).items() if name in content or name not in {ERRORS, HELP}}
    faults = [
        Fault(name, quoted(str(content[name])), phrase("a table"))
        for name in tables
        if name in content and not isinstance(content[name], dict)
    ]
    if faults:
        raise InputError(*faults, source=str(path))
    missing = {
        name: {key: text for key, text in table.items() if f"{name}.{key}" not in present_keys}
        for name, table in tables.items()
    }
    added = tuple(f"{name}.{key}" for name, table in missing.items() for key in table)
    expected = {f"{name}.{key}" for name, table in tables.items() for key in table}
    text = Path(path).read_text(encoding="utf-8-sig")
    missing = {name: table for name, table in missing.items() if table}
    if missing:
        is_json = Path(path).suffix == ".json"
        text = _completed_json(text, missing) if is_json else _completed_toml(text, missing, language)
    return CompletedWords(text, added, tuple(sorted(present_keys - expected)))


def _completed_json(text: str, missing: Tables) -> str:
    content = json.loads(text)
    for name, table in missing.items():
        content.setdefault(name, {}).update(table)
    return _json(content)


def _completed_toml(text: str, missing: Tables, language: str) -> str:
    document = tomlkit.parse(text)
    for name, table in missing.items():
        section = document.setdefault(name, tomlkit.table())
        if not isinstance(section, Table):
            section.update(table)
            continue
        following = _before_next_section(section)
        section.add(tomlkit.comment(words(language)["words.added_below"]))
        section.update(table)
        section.value.body.extend(following)
    return tomlkit.dumps(document)


def _before_next_section(section: Table) -> list[tuple[Key | None, Item]]:
    """Take the empty line and comments at the end of a section, which lead to the next one, out of it."""
    body = section.value.body
    last = max((number for number, (key, _) in enumerate(body) if key is not None), default=-1)
    blank = (number for number in range(last + 1, len(body)) if isinstance(body[number][1], Whitespace))
    start = next(blank, len(body))
    following = body[start:]
    del body[start:]
    return following


def _json(content: Mapping[str, Any]) -> str:
    return json.dumps(content, indent=2, ensure_ascii=False) + "\n"


def _tables(language: str) -> dict[str, dict[str, str]]:
    """Return the words of a language by section and name, and its sentences by their English text."""
    tables: dict[str, dict[str, str]] = {section: {} for section in FIRST_SECTIONS}
    for key, text in words(language).items():
        section, _, name = key.partition(".")
        tables.setdefault(section, {})[name] = text
    translations = {ERRORS: fault_templates(language), HELP: sentences(language)}
    for name, english in english_sentences().items():
        tables[name] = {sentence: translations[name].get(sentence, sentence) for sentence in english}
    return tables


def _toml(code: str, tables: Tables, language: str) -> str:
    comments = [words(language)["words.translate"], words(language)["words.optional"]]
    lines = [*(f"# {comment}" for comment in comments), "", f"{CODE} = {_toml_string(code)}"]
    for name, table in tables.items():
        lines += ["", f"[{name}]"]
        lines += [f"{_toml_key(key)} = {_toml_string(text)}" for key, text in table.items()]
    return "\n".join(lines) + "\n"


def _toml_key(key: str) -> str:
    return key if re.fullmatch(r"[\w-]+", key, re.ASCII) else _toml_string(key)


def _toml_string(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)  # the escapes of JSON are escapes of TOML too
