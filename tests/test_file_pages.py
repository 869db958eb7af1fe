"""The documentation pages of the files that people write, made from the classes that read them."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from electsched.loaders.json_schema import FILES
from tests.scripts import DOCS, EXAMPLES, script


@pytest.fixture(scope="module")
def pages() -> ModuleType:
    """Return the module that writes the pages."""
    return script(DOCS / "file_pages.py")


def _keys(lines: list[str]) -> dict[str, set[str]]:
    """Return the keys in the rows below each heading of a page."""
    keys: dict[str, set[str]] = {}
    for line in lines:
        if line.startswith("## "):
            heading = line.removeprefix("## ").strip("`")
            keys[heading] = set()
        elif row := re.match(r"\| `(\w+)` \|", line):
            keys[heading].add(row[1])
    return keys


def _used(table: Mapping[str, Any], name: str = "") -> Iterator[tuple[str, str]]:
    """Yield the keys of a file, each with the name of its table."""
    for key, value in table.items():
        yield name, key
        for inner in value if isinstance(value, list) else [value]:
            if isinstance(inner, dict):
                yield from _used(inner, f"{name}.{key}".lstrip("."))


@pytest.mark.parametrize("kind", FILES)
def test_each_key_of_a_file_has_its_value_and_meaning(pages: ModuleType, kind: str) -> None:
    """No row has an empty meaning or value, and none speaks of Python."""
    rows = [line for line in pages.page(kind) if line.startswith("| `")]
    assert rows
    for row in rows:
        _, value, _, meaning = re.split(r" (?<!\\)\| ", row.strip("|"))
        assert value.strip()
        assert meaning.strip()
    assert not [row for row in rows if re.search(r"\bNone\b|``|:\w+:`", row)]


def test_keys_of_the_example_are_on_the_page_of_plans(pages: ModuleType) -> None:
    """Each key that `examples/jombang.toml` uses stands in the table of its heading."""
    keys = _keys(list(pages.page("plan")))
    content = tomllib.loads((EXAMPLES / "jombang.toml").read_text(encoding="utf-8"))
    words = {"id", "en", "each", "numbered"}  # languages, and the keys of repetition
    tables = {heading.strip("[]"): names for heading, names in keys.items()}
    used = {
        (name, key) for name, key in _used(content) if not name.startswith(("lists", "defaults")) and key not in words
    }
    missing = {(name, key) for name, key in used if name in tables and key not in tables[name]}
    assert not missing
    assert {name for name, _ in used if name in tables} >= {
        "post",
        "team",
        "unit",
        "operation",
        "operation.window",
        "pattern.shift",
    }


def test_rare_keys_are_on_the_pages(pages: ModuleType) -> None:
    """Keys that were read and documented nowhere have a row."""
    plan = _keys(list(pages.page("plan")))
    assert {"alarm", "contact"} <= plan["[[muster]]"] | plan["[[unit]]"]
    assert "alarm" in plan["[[post]]"]
    assert {"may", "limits"} <= plan["[[partner]]"]
    assert "facts" in plan["[election]"]
    assert {"member", "team"} <= plan["[[absence]]"]
    assert "letter" in plan["[[pattern.shift]]"]


def test_default_of_a_key_is_the_one_that_is_used(pages: ModuleType) -> None:
    """The page and the schema state the default of the class."""
    rows = [line for line in pages.page("plan") if line.startswith(("| `refresh_hours`", "| `leave_embargo`"))]
    assert [row.split(" | ")[2] for row in rows] == ["`12`", "`false`"]


def test_pages_have_an_index(pages: ModuleType, tmp_path: Path) -> None:
    """Each kind of file has a page, which the index lists."""
    names = pages.write_pages(tmp_path / "files")
    assert names == tuple(FILES)
    index = (tmp_path / "files" / "index.md").read_text(encoding="utf-8")
    assert all(f"\n{name}\n" in index for name in names)
