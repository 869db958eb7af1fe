"""The pictures of the README, compared with those that the package draws now."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree as ET

from tests.scripts import DOCS, script

ROOT = Path(__file__).parents[1]


def test_pictures_are_those_that_the_package_draws() -> None:
    """Each stored picture has the bytes of a new one; `python docs/pictures.py` writes them anew."""
    drawn = script(DOCS / "pictures.py").pictures()
    stored = {path.name: path.read_text(encoding="utf-8") for path in (DOCS / "pictures").iterdir()}
    assert stored == drawn


def test_pictures_show_the_stages_that_the_readme_names() -> None:
    """The picture has a bar for each of the seven stages, and the README shows it."""
    root = ET.parse(DOCS / "pictures" / "stages.svg").getroot()  # noqa: S314  # our own picture
    words = {element.text for element in root.iter() if element.text}
    assert {"Registration", "Campaign", "Quiet period", "Voting", "Counting", "Result determined"} <= words
    assert "docs/pictures/stages.svg" in (ROOT / "README.md").read_text(encoding="utf-8")
