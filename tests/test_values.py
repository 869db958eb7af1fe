"""The text of values for a programmer."""

from __future__ import annotations

from datetime import date

import attrs

from electsched.law.date_arithmetic import Moment
from electsched.values import value_text


@attrs.frozen
class _Poll:
    """A value whose text is made by the package."""

    day: date
    note: str = attrs.field(default="", repr=False)
    hours: tuple[int, ...] = attrs.field(default=(), repr=lambda hours: f"<{len(hours)} hours>")

    __repr__ = value_text


@attrs.frozen
class _Original:
    """The same value with the text of attrs."""

    day: date
    note: str = attrs.field(default="", repr=False)
    hours: tuple[int, ...] = attrs.field(default=(), repr=lambda hours: f"<{len(hours)} hours>")


def test_text_of_a_value_is_that_of_attrs() -> None:
    """Fields that are left out or have a text of their own are as attrs writes them."""
    fields = (date(2024, 2, 14), "a remark", (7, 13))
    assert repr(_Poll(*fields)) == repr(_Original(*fields)).replace("_Original", "_Poll")


def test_text_of_a_moment_names_its_fields() -> None:
    """A value of the package has this text."""
    assert repr(Moment(date(2024, 2, 14), 780)) == "Moment(day=datetime.date(2024, 2, 14), minutes=780)"
