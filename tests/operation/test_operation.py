"""An operation counts its own declared days, whatever number was announced for it."""

from __future__ import annotations

from datetime import date

import pytest

from electsched.i18n.text import Text
from electsched.operation.operation import Operation, Unit, unit_zones


@pytest.mark.parametrize(
    ("start", "end", "days"),
    [
        pytest.param(date(2024, 2, 14), date(2024, 2, 14), 1, id="one day"),
        pytest.param(date(2023, 10, 19), date(2024, 10, 20), 368, id="Mantap Brata 2023-2024, across 29 February"),
        pytest.param(date(2024, 8, 19), date(2024, 12, 31), 135, id="Mantap Praja 2024"),
        pytest.param(date(2018, 9, 20), date(2019, 10, 21), 397, id="Mantap Brata 2018-2019"),
    ],
)
def test_declared_days(start: date, end: date, days: int) -> None:
    """The first and the last declared day both count."""
    operation = Operation(key="operation", name=Text.same("Operation"), start=start, end=end, window=())
    assert operation.days == days


def _unit(key: str, parent: str = "", zone: str = "") -> Unit:
    return Unit(key=key, name=Text.same(key), level="unit", parent=parent, zone=zone)


def test_a_unit_without_a_zone_has_that_of_the_unit_above() -> None:
    """The nearest unit above that has one, in whatever order they stand; at the top the zone that is given."""
    units = (
        _unit("district", "regency"),
        _unit("regency", "province"),
        _unit("other", "province", zone="Asia/Makassar"),
        _unit("below-other", "other"),
        _unit("province", "top", zone="Asia/Jayapura"),
        _unit("top"),
        _unit("aside", "top"),
        _unit("stray", "a unit that is not there"),
    )
    assert unit_zones(units, "Asia/Jakarta") == {
        "district": "Asia/Jayapura",
        "regency": "Asia/Jayapura",
        "other": "Asia/Makassar",
        "below-other": "Asia/Makassar",
        "province": "Asia/Jayapura",
        "top": "Asia/Jakarta",
        "aside": "Asia/Jakarta",
        "stray": "Asia/Jakarta",
    }


def test_units_that_lie_in_one_another_come_to_an_end() -> None:
    """A plan file with such a circle is refused; as values it has the zone that is given."""
    circle = (_unit("a", "b"), _unit("b", "a"))
    assert unit_zones(circle, "Asia/Jakarta") == {"a": "Asia/Jakarta", "b": "Asia/Jakarta"}
