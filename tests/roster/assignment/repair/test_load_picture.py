"""The picture of totals before and after a repair: where the marks and the band stand."""

from __future__ import annotations

from xml.etree import ElementTree as ET

from electsched.roster.assignment.repair.load_picture import PANEL_WIDTH, load_change_svg
from electsched.roster.assignment.repair.loads import CRITERIA, LoadChange, LoadSpread


def _drawn(totals: dict[str, int], bound: float) -> ET.Element:
    loads = [
        LoadChange(officer=key, before=dict.fromkeys(CRITERIA, total), after=dict.fromkeys(CRITERIA, total))
        for key, total in totals.items()
    ]
    spreads = [LoadSpread(criterion=criterion, before=1, after=1, bound=bound) for criterion in CRITERIA]
    return ET.fromstring(load_change_svg([(loads, spreads)], "en"))  # noqa: S314  # our own text


def _of_class(drawn: ET.Element, name: str) -> list[ET.Element]:
    return drawn.findall(f".//{{*}}rect[@class='{name}']")


def test_all_squares_of_a_roster_that_cannot_be_fairer_are_in_the_band() -> None:
    """If the totals differ by the bound, the band reaches from the least to the most, whatever the average."""
    drawn = _drawn({"a": 15, "b": 16, "c": 16, "d": 16}, 1)
    bands, squares = _of_class(drawn, "b"), _of_class(drawn, "s")
    assert len(bands) == len(CRITERIA)
    for number, square in enumerate(squares):
        band = bands[number // 4]
        left, middle = float(band.attrib["x"]), float(square.attrib["x"]) + 3
        assert left <= middle <= left + float(band.attrib["width"])


def test_long_keys_stand_left_of_the_panels() -> None:
    """The column of names is as wide as the longest key, and the picture with it."""
    key = "Brigadir Polisi Kepala 028 Soemodihardjo"
    drawn = _drawn({"a": 15, key: 16}, 1)
    first = min(float(circle.attrib["cx"]) for circle in drawn.findall(".//{*}circle"))
    assert first > 7 * len(key)
    assert float(drawn.attrib["width"]) > 7 * len(key) + PANEL_WIDTH * len(CRITERIA)
