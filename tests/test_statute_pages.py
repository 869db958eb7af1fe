"""The documentation pages of the statutes, written from their data."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from types import ModuleType

import attrs
import pytest

import electsched
from electsched.law.citation import OpenPoint
from electsched.law.date_arithmetic import show
from electsched.law.statute import Limit, RuleVersion
from electsched.loaders.law_files.ids import builtin_ids
from tests.scripts import DOCS, script


@pytest.fixture(scope="module")
def pages() -> ModuleType:
    """Return the module that writes the pages."""
    return script(DOCS / "statute_pages.py")


LAWS = (*builtin_ids("statutes"), *builtin_ids("overlays"))
INDONESIAN = [name for name in LAWS if name.startswith("id/")]


@pytest.mark.parametrize("name", LAWS)
def test_statute_page_has_a_row_for_each_rule(pages: ModuleType, name: str) -> None:
    """Each stage has a heading; each rule and limit a row with its provision, and its wording if known."""
    statute = electsched.load_statute(name)
    lines = list(pages.page(statute))
    text = "\n".join(lines)
    for stage in statute.stages:
        assert f"## {stage.key}" in lines
    rules = [version for stage in statute.stages for version in (*stage.start, *stage.end)]
    versions: list[RuleVersion | Limit] = [*rules, *statute.limits]
    for version in versions:
        rule = "no rule" if version.rule == "none" else f"`{version.rule}`"
        row = next(line for line in lines if version.law.instrument in line and rule in line)
        assert row.count("|") == 6
        assert version.law.text in text


def test_statute_pages_have_an_index(pages: ModuleType, tmp_path: Path) -> None:
    """One page for each statute, those of Indonesia in Indonesian too, and an index that lists them."""
    names = pages.write_pages(tmp_path / "statutes")
    assert len(names) == len(LAWS) + len(INDONESIAN)
    index = (tmp_path / "statutes" / "index.md").read_text(encoding="utf-8")
    assert all(name in index for name in names)


def test_pages_have_the_same_words_in_each_language(pages: ModuleType) -> None:
    """A phrase that one language lacks is a failure."""
    assert set(pages.WORDS["en"]) == set(pages.WORDS["id"])


def test_statute_page_lists_matters_that_are_not_covered_and_pending_changes(pages: ModuleType) -> None:
    """The page names what has no rule, which law is about to change, and the reasons and sources."""
    text = "\n".join(pages.page(electsched.load_statute("id/regional")))
    assert "## Not covered\n" in text
    assert "## Law on the move\n" in text
    assert "- Regional elections after the national ones of 2029: The Court's decision of 26 June 2025" in text
    assert "([Hukama News, MK putuskan pelaksanaan Pemilu 2029 akan dipisah](https://www.hukamanews.com/" in text


@pytest.mark.parametrize("name", builtin_ids("statutes"))
def test_statute_page_says_its_coverage(pages: ModuleType, name: str) -> None:
    """Each page says what is covered, what not, to which year holidays are known, and which law is about to change."""
    statute = electsched.load_statute(name)
    lines = list(pages.page(statute))
    assert f"known from {statute.calendar.first}" in "\n".join(lines)
    for title, points in (("Not covered", statute.not_covered), ("Law on the move", statute.pending)):
        start = lines.index(f"## {title}")
        section = lines[start : start + 5 + len(points)]
        assert all(any(f"- {point.what}: {point.reason}" in line for line in section) for point in points)


@pytest.mark.parametrize(
    ("points", "searched", "sentence"),
    [
        ((), None, "None is recorded: pending changes of this law were not searched for."),
        ((), date(2026, 11, 28), "No pending change of this law was found by 2026-11-28."),
        ((OpenPoint(what="A Bill", reason="Not enacted."),), date(2026, 11, 28), "Last searched for on 2026-11-28."),
    ],
)
def test_page_says_whether_pending_changes_were_searched_for(
    pages: ModuleType, points: tuple[OpenPoint, ...], searched: date | None, sentence: str
) -> None:
    """A law without a pending change is told apart from one for which nobody searched."""
    statute = electsched.load_statute("us/federal")
    statute = attrs.evolve(statute, pending=points, pending_searched=searched)
    assert sentence in pages.page(statute)


def test_pending_changes_of_every_built_in_law_were_searched_for() -> None:
    """Each statute states the day of the search, and each change found has a source with an address or a reason."""
    for name in builtin_ids("statutes"):
        assert electsched.load_statute(name).pending_searched, name


@pytest.mark.parametrize("name", INDONESIAN)
def test_page_of_an_indonesian_law_is_in_indonesian(pages: ModuleType, name: str) -> None:
    """The Indonesian page has no English word but in keys, rules and addresses, and links to the English one."""
    text = "\n".join(pages.page(electsched.load_statute(name), name, "id"))
    assert f"[In English]({name.replace('/', '-')}.md)" in text
    assert "Belum ada aturan untuk:" in text
    assert "Pasal" in text
    words = re.sub(r"`[^`]*`|\(http[^)]*\)|\[In English\]", "", text)
    assert re.findall(r"(?i)\b(?:the|and|of|is|are|not?|from|until|rules?|days?|law|stage|limit|none)\b.*", words) == []


@pytest.mark.parametrize("name", builtin_ids("statutes"))
def test_statute_page_lists_the_official_timetables(pages: ModuleType, name: str) -> None:
    """Each case has a row with its dates and sources; the first lines name the years of the polls."""
    statute = electsched.load_statute(name)
    text = "\n".join(pages.page(statute))
    table = text.partition("## Official timetables\n")[2]
    rows = [line for line in table.splitlines() if line.startswith("| ")]
    assert len(rows) == 1 + len(statute.cases)
    assert all(
        f"`{key}` {show(day)}" in row
        for case, row in zip(statute.cases, rows[1:], strict=True)
        for key, day in case.expected.items()
    )
    assert f"compared with {len(statute.cases)} official" in text
