"""Spans of exact time: half-open, in named zones, compared in UTC."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from electsched.errors import InputError
from electsched.timespan import Span, SpanSet, midnight, moment, zone_named

START = datetime(2024, 1, 1, tzinfo=UTC)
MINUTES = st.lists(st.tuples(st.integers(0, 600), st.integers(1, 120)), max_size=8)


def _span(start: int, length: int) -> Span:
    return Span(START + timedelta(minutes=start), START + timedelta(minutes=start + length))


def _minutes(spans: SpanSet) -> set[int]:
    """Return the minutes that lie in the spans, the plain way."""
    found: set[int] = set()
    for span in spans.spans:
        first = (span.start - START) // timedelta(minutes=1)
        found.update(range(first, first + span.length // timedelta(minutes=1)))
    return found


def test_days_become_a_half_open_span() -> None:
    """The campaign's days run from the first day's midnight up to the midnight after the last."""
    span = Span.of_days(date(2023, 11, 28), date(2024, 2, 10), "Asia/Jakarta")
    assert span.start.isoformat() == "2023-11-28T00:00:00+07:00"
    assert span.end.isoformat() == "2024-02-11T00:00:00+07:00"
    assert span.hours == 75 * 24


@pytest.mark.parametrize(("day", "hours"), [(date(2024, 3, 31), 23), (date(2024, 10, 27), 25), (date(2024, 6, 1), 24)])
def test_a_day_is_as_long_as_it_is(day: date, hours: int) -> None:
    """A day on which Britain changes its clocks has 23 or 25 real hours."""
    assert Span.of_days(day, day, "Europe/London").hours == hours


def test_the_repeated_hour_is_two_hours() -> None:
    """From the first to the second 01:30 of the night on which the clock goes back an hour passes."""
    zone = ZoneInfo("Europe/London")
    first = datetime(2024, 10, 27, 1, 30, tzinfo=zone)
    assert Span(first, first.replace(fold=1)).hours == 1


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (datetime(2024, 1, 1), datetime(2024, 1, 2)),  # noqa: DTZ001  # what is refused
        (datetime(2024, 1, 1, tzinfo=timezone(timedelta(hours=7))), START + timedelta(days=9)),
        (START, START),
        (START, START - timedelta(minutes=1)),
    ],
    ids=["naive", "bare offset", "empty", "backwards"],
)
def test_what_is_no_span(start: datetime, end: datetime) -> None:
    """A naive moment, a bare offset, an empty span and one that runs backwards are refused."""
    with pytest.raises(InputError):
        Span(start, end)


def test_spans_that_touch_do_not_overlap() -> None:
    """The end of a span is not in it, so that relief at 07:00 is no overlap."""
    assert not _span(0, 60).overlaps(_span(60, 60))
    assert _span(0, 61).overlaps(_span(60, 60))
    assert _span(0, 60).clip(_span(60, 60)) is None


def test_the_days_of_a_span_are_local() -> None:
    """A night duty touches both days where it is done; a span that ends at midnight does not touch the next."""
    zone = ZoneInfo("Asia/Jakarta")
    night = Span(datetime(2024, 2, 28, 19, tzinfo=zone), datetime(2024, 2, 29, 7, tzinfo=zone))
    assert list(night.days()) == [date(2024, 2, 28), date(2024, 2, 29)]
    assert list(Span.of_days(date(2024, 2, 29), date(2024, 2, 29), "Asia/Jakarta").days()) == [date(2024, 2, 29)]


@given(MINUTES)
def test_a_union_holds_the_same_minutes(pairs: list[tuple[int, int]]) -> None:
    """A union covers each minute of its spans once, in spans that neither overlap nor touch."""
    spans = [_span(start, length) for start, length in pairs]
    union = SpanSet.union(spans)
    expected = {minute for start, length in pairs for minute in range(start, start + length)}
    assert _minutes(union) == expected
    assert union.length == timedelta(minutes=len(expected))
    assert all(before.end < after.start for before, after in zip(union.spans, union.spans[1:], strict=False))


@given(MINUTES)
def test_gaps_are_what_lies_between(pairs: list[tuple[int, int]]) -> None:
    """The gaps of a union and the union itself make up the whole stretch, with nothing twice."""
    union = SpanSet.union(_span(start, length) for start, length in pairs)
    covered, gaps = _minutes(union), _minutes(union.gaps())
    assert covered.isdisjoint(gaps)
    if covered:
        assert covered | gaps == set(range(min(covered), max(covered) + 1))


@given(MINUTES, st.integers(0, 600), st.integers(1, 300))
def test_a_clip_is_what_both_share(pairs: list[tuple[int, int]], start: int, length: int) -> None:
    """What of a set lies in a window is exactly the minutes of both."""
    union = SpanSet.union(_span(first, size) for first, size in pairs)
    assert _minutes(union.clip(_span(start, length))) == _minutes(union) & set(range(start, start + length))


def test_the_days_of_a_set_stand_once() -> None:
    """Two spans on one day name it once, in order."""
    assert SpanSet((_span(0, 10), _span(20, 10), _span(1440, 10))).days() == (date(2024, 1, 1), date(2024, 1, 2))


@pytest.mark.parametrize("name", ["Asia/Nowhere", "", "../etc/passwd", "WIB", "+07:00"])
def test_a_zone_that_is_none(name: str) -> None:
    """A name that is no IANA zone is refused, and the error names it."""
    with pytest.raises(InputError, match="IANA") as caught:
        zone_named(name, path="site.zone")
    assert caught.value.faults[0].path == "site.zone"


def test_twenty_four_hours_is_the_next_midnight() -> None:
    """24:00 of a day is 00:00 of the next, in words and in time."""
    assert moment(date(2024, 2, 29), 1440, "Asia/Jakarta") == midnight(date(2024, 3, 1), "Asia/Jakarta")


def test_an_hour_that_the_clock_skips_moves_forward() -> None:
    """01:30 on the night on which Britain goes to summer time is 02:30."""
    assert moment(date(2024, 3, 31), 90, "Europe/London").isoformat() == "2024-03-31T02:30:00+01:00"
