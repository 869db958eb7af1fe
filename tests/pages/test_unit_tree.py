"""The units of a large plan as a folding tree."""

from __future__ import annotations

from datetime import UTC, datetime

from electsched.i18n.text import Text
from electsched.loaders.templates import load_templates
from electsched.operation.operation import Unit
from electsched.pages.index import operation_page
from electsched.pages.renderer import PageContext, Renderer
from tests.builders import a_plan
from tests.html_reader import HtmlReader, read_html

STAMP = datetime(2023, 11, 20, 1, tzinfo=UTC)


def _units(*pairs: tuple[str, str]) -> tuple[Unit, ...]:
    """Return units from pairs of a key and the key of the parent; the level is the start of the key."""
    return tuple(
        Unit(key=key, name=Text.same(key.title()), level=key.partition("-")[0], parent=parent) for key, parent in pairs
    )


def _tree_page(units: tuple[Unit, ...], language: str) -> HtmlReader:
    context = PageContext(language, ("id", "en"), STAMP, "Asia/Jakarta")
    return read_html(operation_page(Renderer(load_templates()), a_plan(units=units), (), context))


def _branches(page: HtmlReader) -> list[dict[str, str | None]]:
    """Return the attributes of the elements that fold; other foldable elements of a page have a class."""
    return [attributes for tag, attributes in page.attributes if tag == "details" and "class" not in attributes]


def test_tree_lists_units_below_their_parents_with_counts() -> None:
    """Each unit is linked after its parent, in any order of the plan; the units below it are counted by level."""
    units = _units(
        ("station-1", "force-1"), ("hq", ""), ("force-1", "hq"), ("force-2", "hq"), ("station-2", "force-1"),
        *((f"station-{number}", "force-2") for number in range(3, 1503)),
    )  # fmt: skip
    for language, total in (("id", "1.502"), ("en", "1,502")):
        page = _tree_page(units, language)
        links = [link for link in page.links if link.startswith("units/")]
        ending = ".html" if language == "id" else ".en.html"
        order = ["hq", "force-1", "station-1", "station-2", "force-2", *(f"station-{n}" for n in range(3, 1503))]
        assert links == [f"units/{key}{ending}" for key in order]
        text = page.text.replace("\u00a0", " ")
        assert f"Hq 2 force, {total} station" in text
        assert "Force-1 2 station" in text
        assert [list(attributes) for attributes in _branches(page)] == [["open"], [], []]


def test_tree_with_several_roots_is_folded() -> None:
    """With several roots all branches are folded; a unit whose parent is not in the plan is a root."""
    page = _tree_page(_units(("a", ""), ("b", "a"), ("c", "nowhere"), ("d", "c")), "en")
    assert _branches(page) == [{}, {}]


def test_tree_of_a_thousand_levels() -> None:
    """A thousand units, each below the previous one, are all listed."""
    page = _tree_page(_units(("a-0", ""), *((f"a-{n}", f"a-{n - 1}") for n in range(1, 1000))), "en")
    assert len([link for link in page.links if link.startswith("units/")]) == 1000
