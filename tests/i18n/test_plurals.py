"""Messages with the number one: "1 hour of rest", not "1 hours of rest"."""

from __future__ import annotations

import ast
import re
import string
from datetime import date
from pathlib import Path

import pytest

import electsched
from electsched.i18n.languages import AddedLanguage, fault_templates, words
from electsched.i18n.text import translated
from electsched.phrases import Template, filled, phrase
from electsched.roster.findings import RosterFinding

ROOT = Path(electsched.__file__).parent
NAMES = frozenset(
    re.findall(
        r"\w+",
        "after anchor audience before calendars change changes date day duties end first id instrument issued "
        "key last law laws links local mark member missing moment month name names number operation other "
        "package partner path people phase places plan planned post row rows rule second separator shift span "
        "stage stages start state subject substitute system target team tests unchanged units who window "
        "written year zone ",
    )
)
"""Fields whose values are names, days, or numbers with their own noun."""
LIMITS = ("most", "max_depth", "longest", "limit", "total")
"""Fields with a fixed limit of the package, which is more than one, or with a total beside a number."""
PLURAL = re.compile(r"(?<![\d.,:+-])[+-]?1 (?:(?!is\b|was\b|has\b)\w+s|people|are|were|have)\b")


def _fields(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}


def _told(template: str) -> str:
    """Return a template with 1 in the place of each number, and with a name in that of any other value."""
    values: dict[str, object] = dict.fromkeys(_fields(template), 1)
    texts = values.keys() & {*NAMES, *LIMITS}
    for name in texts:  # their formats are not those of a text
        template = re.sub(rf"\{{{name}(![rs])?(:[^}}|]*)?\}}", "N", template)
    return filled(template, values)


def _english_phrases() -> list[str]:
    trees = (ast.parse(path.read_text(encoding="utf-8")) for path in sorted(ROOT.rglob("*.py")))
    calls = (node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Call))
    named = (call for call in calls if isinstance(call.func, ast.Name) and call.func.id == "phrase")
    return sorted({str(call.args[0].value) for call in named if isinstance(call.args[0], ast.Constant)})


def test_no_english_message_has_a_plural_for_one() -> None:
    """Each message of the catalogue and each sentence of an error is right with 1 for each number."""
    texts = [*words("en").values(), *_english_phrases()]
    assert [text for text in texts if PLURAL.search(_told(text))] == []


@pytest.mark.parametrize("text", ["{found} hours of rest", "{count} people", "{days:+d} days", "{count} keys are"])
def test_plurals_for_one_are_found(text: str) -> None:
    """The search finds the messages that it looks for."""
    assert PLURAL.search(_told(text))


@pytest.mark.parametrize(
    ("value", "word"),
    [(1, "day"), (-1, "day"), ("1", "day"), ("+1", "day"), (1.0, "day"), (0, "days"), (2, "days"), ("1.5", "days")],
)
def test_word_for_one_is_chosen_by_the_value(value: object, word: str) -> None:
    """The number may be a number or a text, with or without a sign; another format stands beside the choice."""
    assert filled("{count} {count:day|days}", {"count": value}) == f"{value} {word}"
    assert Template("{count:day|days}").format(count=value) == word
    assert filled("{number:+d} {number:day|days}", {"number": 1}) == "+1 day"


def test_text_and_error_choose_the_word_in_each_language() -> None:
    """English has a word for one; Indonesian has the same word for all, and its words choose nothing."""
    stations = translated("demand.stations", count=1)
    assert (stations["en"], stations["id"]) == ("1 polling station", "1 TPS")
    lines = phrase("{count} {count:line|lines}", count=1)
    assert (str(lines), lines.translated(fault_templates("id"))) == ("1 line", "1 baris")
    assert [
        text for text in (*words("id").values(), *fault_templates("id").values()) if re.search(r"\|.*\}", text)
    ] == []


def test_finding_is_told_with_the_word_for_one() -> None:
    """A rest of one hour, and a post for which one person is enough."""
    day = date(2024, 2, 14)
    rest = RosterFinding(code="rest", severity="error", post="kpu", day=day, shift="day", found=1, expected=12)
    over = RosterFinding(code="over", severity="warning", post="kpu", day=day, shift="day", found=2, expected=1)
    assert rest.to_text().endswith(": 1 hour of rest, 12 at least")
    assert over.to_text().endswith(": 2 people, where 1 is enough")


def test_language_of_a_file_chooses_words_too() -> None:
    """The words that a user hands in are templates as those of the package are."""
    language = AddedLanguage("nl", {**words("en"), "counted.day": "{count} {count:dag|dagen}"}, {}, {})
    assert [words(language)["counted.day"].format(count=count) for count in (1, 2)] == ["1 dag", "2 dagen"]
