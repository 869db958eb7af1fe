"""An operation counts its own declared days, whatever number was announced for it."""

from __future__ import annotations

from datetime import date

import pytest

from electsched.security.operation import Operation
from electsched.text import Text


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
