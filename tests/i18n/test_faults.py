"""The sentences of errors in other languages: each template of the code stands in the catalogue, and no other does."""

from __future__ import annotations

import ast
import pickle
import string
from collections.abc import Iterator
from pathlib import Path

import pytest

import electsched
from electsched.errors import Fault, InputError, UnknownNameError, unknown_name
from electsched.i18n.faults.error_text import error_text
from electsched.i18n.languages import LANGUAGES, fault_templates
from electsched.phrases import joined, phrase, quoted, verbatim

ROOT = Path(electsched.__file__).parent
MODULES = sorted(ROOT.rglob("*.py"))
OTHERS = [language for language in LANGUAGES if language != "en"]


def _calls(name: str) -> Iterator[tuple[Path, ast.Call]]:
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name:
                yield path, node


def _has_words(template: str) -> bool:
    return any(character.isalpha() for text, *_ in string.Formatter().parse(template) for character in text)


def _templates() -> dict[str, str]:
    """Return each template of the code that has words, with its place."""
    places: dict[str, str] = {}
    for path, call in _calls("phrase"):
        assert isinstance(call.args[0], ast.Constant), f"{path}:{call.lineno}: a template is a literal"
        places.setdefault(str(call.args[0].value), f"{path.relative_to(ROOT)}:{call.lineno}")
    return {template: place for template, place in places.items() if _has_words(template)}


TEMPLATES = _templates()


def _fields(template: str) -> set[tuple[str, str, str]]:
    parts = string.Formatter().parse(template)
    return {(name, form or "", conversion or "") for _, name, form, conversion in parts if name is not None}


@pytest.mark.parametrize("language", OTHERS)
def test_every_sentence_of_an_error_stands_in_the_catalogue(language: str) -> None:
    """A new sentence without its translation is a failure, and so is a translation that no code uses."""
    catalogue = fault_templates(language)
    assert set(catalogue) - set(TEMPLATES) == set()


@pytest.mark.parametrize("language", OTHERS)
def test_translated_sentence_has_the_same_values_and_end(language: str) -> None:
    """Each field keeps its name and form; a sentence keeps its full stop, since another one may follow."""
    for english, template in fault_templates(language).items():
        assert _fields(template) == _fields(english), english
        assert template.endswith(".") == english.endswith("."), english
        assert template == template.strip(), english


def test_error_is_told_whole_in_indonesian() -> None:
    """The frame, the values that are phrases, the hint and the caret are translated; keys and values are not."""
    found = joined([phrase("a directory"), quoted("a {b}")])
    fault = Fault("post[0].unit", found, phrase("one of {names}", names="kpu, tps"), text="polling + x", at=10)
    error = InputError(fault, source="plan.toml")
    assert error_text(error, "id").splitlines() == [
        "plan.toml: post[0].unit: ditemukan folder, 'a {b}'; seharusnya salah satu dari kpu, tps",
        "    polling + x",
        "              ^ karakter ke-11",
    ]
    assert error_text(error, "en") == str(error)


def test_error_keeps_its_words_in_another_process() -> None:
    """An error of a worker is told in the language of the command that started it."""
    error = unknown_name("post", "kpuu", ["kpu"])
    copy = UnknownNameError(*pickle.loads(pickle.dumps(error.faults)))  # noqa: S301  # our own bytes
    assert error_text(copy, "id") == "post: ditemukan 'kpuu'; seharusnya salah satu dari kpu"


def test_error_in_an_unknown_language_is_refused() -> None:
    """A language without words is an error, and not English in silence."""
    with pytest.raises(UnknownNameError):
        error_text(InputError(Fault("a", verbatim("b"), verbatim("c"))), "xx")
