"""Declared days, zones of units, and the pattern of a post under a posture."""

from __future__ import annotations

from datetime import date

import pytest

from electsched.operation.operation import unit_zones
from electsched.operation.resources import Posture
from tests.builders import TOUR, a_post, a_unit, an_operation


@pytest.mark.parametrize(
    ("start", "end", "days"),
    [
        pytest.param(date(2024, 2, 14), date(2024, 2, 14), 1, id="one day"),
        pytest.param(date(2023, 10, 19), date(2024, 10, 20), 368, id="Mantap Brata 2023-2024, across 29 February"),
        pytest.param(date(2024, 8, 19), date(2024, 12, 31), 135, id="Mantap Praja 2024"),
        pytest.param(date(2018, 9, 20), date(2019, 10, 21), 397, id="Mantap Brata 2018-2019"),
    ],
)
def test_declared_days_include_the_first_and_the_last(start: date, end: date, days: int) -> None:
    """The number of declared days is computed from the dates, and no announced number changes it."""
    assert an_operation(start=start, end=end).days == days


def test_unit_without_a_zone_has_that_of_the_nearest_unit_above() -> None:
    """The order of the units does not matter; at the top the given zone holds."""
    units = (
        a_unit("district", "regency"),
        a_unit("regency", "province"),
        a_unit("island", "province", zone="Asia/Makassar"),
        a_unit("below-island", "island"),
        a_unit("province", "top", zone="Asia/Jayapura"),
        a_unit("top"),
        a_unit("aside", "top"),
        a_unit("stray", "a unit that does not exist"),
    )
    assert unit_zones(units, "Asia/Jakarta") == {
        "district": "Asia/Jayapura",
        "regency": "Asia/Jayapura",
        "island": "Asia/Makassar",
        "below-island": "Asia/Makassar",
        "province": "Asia/Jayapura",
        "top": "Asia/Jakarta",
        "aside": "Asia/Jakarta",
        "stray": "Asia/Jakarta",
    }


def test_units_above_each_other_in_a_circle_have_the_given_zone() -> None:
    """A plan file with such a circle is refused; values that have one cause no endless loop."""
    circle = (a_unit("a", "b"), a_unit("b", "a"))
    assert unit_zones(circle, "Asia/Jakarta") == {"a": "Asia/Jakarta", "b": "Asia/Jakarta"}


def test_pattern_under_a_posture_is_the_usual_one_unless_the_post_names_another() -> None:
    """Without a posture, and under a posture that the post does not name, the usual pattern is in force."""
    post = a_post(pattern_by_posture={"alert": "two-shifts"})
    alert, quiet = (Posture(key=key, name=TOUR.name, rank=1) for key in ("alert", "quiet"))
    assert [post.pattern_under(posture) for posture in (None, quiet, alert)] == ["tour-24", "tour-24", "two-shifts"]
