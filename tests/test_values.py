"""The text of values for a programmer."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime

import attrs

from electsched.i18n.text import Text
from electsched.law.date_arithmetic import Moment
from electsched.timespan import Span, SpanSet
from electsched.values import LINE_LENGTH, value_text


@attrs.frozen
class _Poll:
    """A value whose text is made by the package."""

    day: date
    note: str = attrs.field(default="", repr=False)
    hours: tuple[int, ...] = attrs.field(default=(), repr=lambda hours: f"<{len(hours)} hours>")

    __repr__ = value_text


@attrs.frozen(kw_only=True)
class _Votes:
    """A value with defaults."""

    station: str
    counts: Mapping[str, int] = attrs.field(factory=dict)
    counted: datetime | None = None
    by: tuple[str, ...] = ()

    __repr__ = value_text


def test_text_of_a_value_has_its_fields() -> None:
    """Days are as ISO 8601 writes them; a field that is left out is not there, and one may have a text of its own."""
    assert repr(_Poll(date(2024, 2, 14), "a remark", (7, 13))) == "_Poll(day=2024-02-14, hours=<2 hours>)"
    assert repr(Moment(date(2024, 2, 14), 780)) == "Moment(day=2024-02-14, minutes=780)"


def test_text_of_a_value_leaves_defaults_out() -> None:
    """A field that has its default says nothing, also if the default is made anew for each value."""
    assert repr(_Votes(station="001")) == "_Votes(station='001')"
    full = _Votes(station="001", counts={"A": 12}, counted=datetime(2024, 2, 14, 20, tzinfo=UTC), by=("x",))
    assert repr(full) == "_Votes(station='001', counts={'A': 12}, counted=2024-02-14 20:00+00:00, by=('x',))"


def test_text_of_a_value_fits_a_line() -> None:
    """A long field is cut, and the last fields give way if the line is full."""
    votes = _Votes(station="x" * 500, counts={str(number): number for number in range(500)}, by=("y",) * 500)
    assert repr(votes) == f"_Votes(station='{'x' * 46}..., ...)"
    assert len(repr(votes)) <= LINE_LENGTH
    assert repr(Text({"id": "a" * 500, "en": "b" * 500, "jv": "c" * 500})).endswith("..., ...)")
    span = Span.of_days(date(2024, 2, 14), date(2024, 2, 14), "Asia/Jakarta")
    assert repr(span) == "Span(2024-02-14 00:00 to 2024-02-15 00:00, Asia/Jakarta)"
    assert repr(SpanSet((span,))) == "SpanSet(1 spans, 2024-02-14 00:00 to 2024-02-15 00:00)"
