"""The sentences of errors in other languages: each template of the code stands in the catalogue, and no other does."""

from __future__ import annotations

import ast
import csv
import io
import json
import pickle
import re
import string
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

import electsched
from electsched.errors import Fault, InputError, UnknownNameError, unknown_name
from electsched.i18n.error_text import error_text
from electsched.i18n.languages import LANGUAGES, fault_templates
from electsched.i18n.parser_causes import parser_cause
from electsched.phrases import either, joined, phrase, quoted, verbatim

ROOT = Path(electsched.__file__).parent
MODULES = sorted(ROOT.rglob("*.py"))
OTHERS = [language for language in LANGUAGES if language != "en"]


def _calls(name: str) -> Iterator[tuple[Path, ast.Call]]:
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name:
                yield path, node


def _has_words(template: str) -> bool:
    parts = list(string.Formatter().parse(template))
    return any(character.isalpha() for text, *_ in parts for character in text) or any(
        "|" in (part[2] or "") for part in parts
    )


def _templates() -> dict[str, str]:
    """Return each template of the code that has words, with its place."""
    places: dict[str, str] = {}
    for path, call in _calls("phrase"):
        assert isinstance(call.args[0], ast.Constant), f"{path}:{call.lineno}: a template is a literal"
        places.setdefault(str(call.args[0].value), f"{path.relative_to(ROOT)}:{call.lineno}")
    return {template: place for template, place in places.items() if _has_words(template)}


TEMPLATES = _templates()


def _fields(template: str) -> set[tuple[str, str, str]]:
    """Return each placeholder; a choice between one and several, such as ``{count:day|days}``, is no value."""
    parts = [
        (name, form or "", how or "") for _, name, form, how in string.Formatter().parse(template) if name is not None
    ]
    return {part for part in parts if "|" not in part[1]}


@pytest.mark.parametrize("language", OTHERS)
def test_every_sentence_of_an_error_stands_in_the_catalogue(language: str) -> None:
    """A new sentence without its translation is a failure, and so is a translation that no code uses."""
    catalogue = fault_templates(language)
    assert {template: place for template, place in TEMPLATES.items() if template not in catalogue} == {}
    assert set(catalogue) - set(TEMPLATES) == set()


@pytest.mark.parametrize("language", OTHERS)
def test_translated_sentence_has_the_same_values_and_end(language: str) -> None:
    """Each field keeps its name and form; a sentence keeps its full stop, since another one may follow."""
    for english, template in fault_templates(language).items():
        assert _fields(template) == _fields(english), english
        assert template.endswith(".") == english.endswith("."), english
        assert [template[:1].isspace(), template[-1:].isspace()] == [english[:1].isspace(), english[-1:].isspace()]


def test_words_that_escape_translation_are_found() -> None:
    """A value that is the same in every language has no words of its own, and neither has a key path."""
    values = [(path, call.args[0]) for name in ("verbatim", "quoted") for path, call in _calls(name) if call.args]
    paths = [(path, call.args[0]) for path, call in _calls("Fault")]
    sentences = {
        f"{path.relative_to(ROOT)}:{node.lineno}: {text}"
        for path, node in values + paths
        for text in _literals(node)
        if re.search(r"[A-Za-z]{2,} [A-Za-z]{2,}", text)
    }
    assert sentences == set()


def _literals(node: ast.expr) -> Iterator[str]:
    """Yield the text of a literal, or of a formatted one with its values left out."""
    match node:
        case ast.Constant(value=str(text)):
            yield text
        case ast.JoinedStr(values=parts):
            yield "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in parts)
        case ast.IfExp(body=body, orelse=orelse):
            yield from (*_literals(body), *_literals(orelse))


def test_error_is_told_whole_in_indonesian() -> None:
    """The frame, the values that are phrases, the hint and the caret are translated; keys and values are not."""
    found = joined([phrase("a directory"), quoted("a {b}")])
    fault = Fault("post[0].unit", found, phrase("one of {names}", names="kpu, tps"), text="polling + x", at=10)
    error = InputError(fault, source="plan.toml")
    assert error_text(error, "id").splitlines() == [
        "plan.toml: post[0].unit: folder, 'a {b}'; seharusnya salah satu dari kpu, tps",
        "    polling + x",
        "              ^ karakter ke-11",
    ]
    assert error_text(error, "en") == str(error)


def test_alternatives_are_joined_by_the_word_of_the_language() -> None:
    """Names are separated by commas, and the last by the word for "or"."""
    templates = fault_templates("id")
    names = [either(map(quoted, text)) for text in ("a", "ab", "abc")]
    assert list(map(str, names)) == ["'a'", "'a' or 'b'", "'a', 'b' or 'c'"]
    assert [name.translated(templates) for name in names] == ["'a'", "'a' atau 'b'", "'a', 'b' atau 'c'"]


def test_error_keeps_its_words_in_another_process() -> None:
    """An error of a worker is told in the language of the command that started it."""
    error = unknown_name("post", "kpuu", ["kpu", "gudang"])
    copy = UnknownNameError(*pickle.loads(pickle.dumps(error.faults)))  # noqa: S301  # our own bytes
    assert error_text(copy, "id") == "pos: 'kpuu'; seharusnya yang ada. Mungkin yang dimaksud 'kpu'."


@pytest.mark.parametrize(
    "message",
    sorted(
        {
            str(node.args[-1].value)
            for node in ast.walk(ast.parse(Path(tomllib._parser.__file__).read_text(encoding="utf-8")))  # type: ignore[attr-defined]  # noqa: SLF001
            if isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.func.id == "suffixed_err"
            and isinstance(node.args[-1], ast.Constant)
        }
    ),
)
def test_messages_of_the_toml_parser_are_translated(message: str) -> None:
    """Each message that stands in the source of the installed parser has its words; a plan is edited by hand."""
    assert message
    cause = parser_cause(tomllib.TOMLDecodeError(f"{message} (at line 3, column 5)"))
    assert str(cause) == f"{message} (at line 3, column 5)"
    translated = cause.translated(fault_templates("id"))
    assert translated.endswith(" (baris 3, kolom 5)")
    assert message not in translated


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a = 1\na = 2", "Nilai tidak dapat ditimpa (di akhir berkas)"),
        ("[a]\n[a]\n", "('a',) tidak dapat ditulis dua kali (baris 2, kolom 3)"),
        ("a = {b = 1, b = 2}\n", "'b' tidak dapat ditulis dua kali (baris 1, kolom 18)"),
        ("a = '\x01'\n", "Karakter yang salah '\\x01' (baris 1, kolom 6)"),
        ("a = []\n[[a]]\n", "Tabel ('a',) sudah selesai dan tidak dapat diubah (baris 2, kolom 4)"),
    ],
)
def test_messages_of_the_toml_parser_with_a_value_are_translated(text: str, told: str) -> None:
    """The value and the place stay, and the rest is in the language."""
    with pytest.raises(tomllib.TOMLDecodeError) as caught:
        tomllib.loads(text)
    assert parser_cause(caught.value).translated(fault_templates("id")) == told


@pytest.mark.parametrize(
    "text", ["", "{", '{"a"', '{"a": 1', "[1", "[] []", '"a', '"\x01"', '"\\q"', '"\\u00"', "[1,]", '{"a": 1,}']
)
def test_messages_of_the_json_parser_are_translated(text: str) -> None:
    """The place stays, and the rest is in the language."""
    with pytest.raises(json.JSONDecodeError) as caught:
        json.loads(text)
    cause = parser_cause(caught.value)
    assert str(cause) == str(caught.value)
    assert caught.value.msg not in cause.translated(fault_templates("id"))


@pytest.mark.parametrize("text", ['"a"b,c', '"a', "x" * 200_000])
def test_messages_of_the_csv_parser_are_translated(text: str) -> None:
    """A quotation mark at a wrong place, or a cell without an end."""
    with pytest.raises(csv.Error) as caught:
        list(csv.reader(io.StringIO(text), strict=True))
    assert parser_cause(caught.value).translated(fault_templates("id")) != str(caught.value)


def test_error_in_an_unknown_language_is_refused() -> None:
    """A language without words is an error, and not English in silence."""
    with pytest.raises(UnknownNameError):
        error_text(InputError(Fault("a", verbatim("b"), verbatim("c"))), "xx")
