"""The pages of the documentation on the statutes, made from their data."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

import electsched
from electsched.law.statute import Limit, RuleVersion
from electsched.loaders.laws import builtin_ids

PAGES = Path(__file__).parents[1] / "docs" / "statute_pages.py"


@pytest.fixture(scope="module")
def pages() -> ModuleType:
    """Return the module that makes the pages; it stands with the documentation, outside the package."""
    spec = importlib.util.spec_from_file_location("statute_pages", PAGES)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("name", builtin_ids("statutes"))
def test_every_rule_has_its_row(pages: ModuleType, name: str) -> None:
    """Each stage has a heading; each rule and limit a row with its provision, and its wording where it is known."""
    statute = electsched.load_statute(name)
    lines = list(pages.page(statute))
    text = "\n".join(lines)
    for stage in statute.stages:
        assert f"## {stage.key}" in lines
    rules = [version for stage in statute.stages for version in (*stage.start, *stage.end)]
    everything: list[RuleVersion | Limit] = [*rules, *statute.limits]
    for each in everything:
        shown = "no rule" if each.rule == "none" else f"`{each.rule}`"
        row = next(line for line in lines if each.law.instrument in line and shown in line)
        assert row.count("|") == 6
        assert each.law.text in text


def test_the_pages_are_written(pages: ModuleType, tmp_path: Path) -> None:
    """One page for each statute, and an index that lists them."""
    names = pages.write_pages(tmp_path / "statutes")
    assert len(names) == len(builtin_ids("statutes"))
    index = (tmp_path / "statutes" / "index.md").read_text(encoding="utf-8")
    assert all(name in index for name in names)
