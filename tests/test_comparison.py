"""The page that compares this package with others has the figures of the pages that measure them."""

from __future__ import annotations

import re
from pathlib import Path

DOCS = Path(__file__).parents[1] / "docs"


def _rows(text: str) -> list[str]:
    """Return the rows of tables with a figure."""
    return [line for line in text.splitlines() if line.startswith("|") and re.search(r"\d", line)]


def test_every_row_of_the_comparison_is_measured_on_the_page_that_it_names() -> None:
    """Each section links one page of measurements, and each of its rows is a row there."""
    sections = (DOCS / "comparison.md").read_text(encoding="utf-8").split("\n## ")[1:]
    assert len(sections) == 3
    for section in sections:
        (linked,) = re.findall(r"\]\((how-to/[\w-]+\.md)#", section)
        measured = _rows((DOCS / linked).read_text(encoding="utf-8"))
        assert len(_rows(section)) > 3
        assert [row for row in _rows(section) if row not in measured] == []


def test_every_command_of_the_comparison_names_a_benchmark_that_exists() -> None:
    """The file of each command is in the repository."""
    files = re.findall(r"^pytest (\S+)", (DOCS / "comparison.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert len(files) == 3
    assert [file for file in files if not (DOCS.parent / file).is_file()] == []
