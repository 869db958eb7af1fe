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
    """Return the minutes in the spans, counted one by one."""
    minutes: set[int] = set()
    for span in spans.spans:
        first = (span.start - START) // timedelta(minutes=1)
        minutes.update(range(first, first + span.length // timedelta(minutes=1)))
    return minutes


def test_days_become_a_half_open_span() -> None:
    """The days of the campaign become the span from the first midnight to the midnight after the last day."""
    span = Span.of_days(date(2023, 11, 28), date(2024, 2, 10), "Asia/Jakarta")
    assert span.start.isoformat() == "2023-11-28T00:00:00+07:00"
    assert span.end.isoformat() == "2024-02-11T00:00:00+07:00"
    assert span.hours == 75 * 24


@pytest.mark.parametrize(("day", "hours"), [(date(2024, 3, 31), 23), (date(2024, 10, 27), 25), (date(2024, 6, 1), 24)])
def test_day_with_a_clock_change_has_23_or_25_hours(day: date, hours: int) -> None:
    """A day on which British clocks change has 23 or 25 real hours."""
    assert Span.of_days(day, day, "Europe/London").hours == hours


def test_repeated_hour_counts_twice() -> None:
    """From the first to the second 01:30 of the night on which clocks go back, one hour elapses."""
    zone = ZoneInfo("Europe/London")
    first = datetime(2024, 10, 27, 1, 30, tzinfo=zone)
    assert Span(first, first.replace(fold=1)).hours == 1


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (datetime(2024, 1, 1), datetime(2024, 1, 2)),  # noqa: DTZ001  # a naive moment is refused
        (datetime(2024, 1, 1, tzinfo=timezone(timedelta(hours=7))), START + timedelta(days=9)),
        (START, START),
        (START, START - timedelta(minutes=1)),
    ],
    ids=["naive", "bare offset", "empty", "backwards"],
)
def test_invalid_span_is_refused(start: datetime, end: datetime) -> None:
    """A naive moment, a bare offset, an empty span and an end before the start are refused."""
    with pytest.raises(InputError):
        Span(start, end)


def test_adjacent_spans_do_not_overlap() -> None:
    """The end of a span is excluded, so that relief at 07:00 is no overlap."""
    assert not _span(0, 60).overlaps(_span(60, 60))
    assert _span(0, 61).overlaps(_span(60, 60))
    assert _span(0, 60).clip(_span(60, 60)) is None


def test_days_of_a_span_are_local() -> None:
    """A night duty has two local days; a span that ends at midnight has no moment on the next day."""
    zone = ZoneInfo("Asia/Jakarta")
    night = Span(datetime(2024, 2, 28, 19, tzinfo=zone), datetime(2024, 2, 29, 7, tzinfo=zone))
    assert list(night.days()) == [date(2024, 2, 28), date(2024, 2, 29)]
    assert list(Span.of_days(date(2024, 2, 29), date(2024, 2, 29), "Asia/Jakarta").days()) == [date(2024, 2, 29)]


@given(MINUTES)
def test_union_has_the_minutes_of_its_spans(pairs: list[tuple[int, int]]) -> None:
    """A union has each minute of its spans once, in spans that neither overlap nor are adjacent."""
    spans = [_span(start, length) for start, length in pairs]
    union = SpanSet.union(spans)
    expected = {minute for start, length in pairs for minute in range(start, start + length)}
    assert _minutes(union) == expected
    assert union.length == timedelta(minutes=len(expected))
    assert all(span.end < next_span.start for span, next_span in zip(union.spans, union.spans[1:], strict=False))


@given(MINUTES)
def test_gaps_and_union_are_the_whole_period(pairs: list[tuple[int, int]]) -> None:
    """The gaps and the spans of a union make up the whole period, without overlap."""
    union = SpanSet.union(_span(start, length) for start, length in pairs)
    covered, gaps = _minutes(union), _minutes(union.gaps())
    assert covered.isdisjoint(gaps)
    if covered:
        assert covered | gaps == set(range(min(covered), max(covered) + 1))


@given(MINUTES, st.integers(0, 600), st.integers(1, 300))
def test_clip_has_the_minutes_of_both(pairs: list[tuple[int, int]], start: int, length: int) -> None:
    """The clip of a set to a window has the minutes that both have."""
    union = SpanSet.union(_span(first, size) for first, size in pairs)
    assert _minutes(union.clip(_span(start, length))) == _minutes(union) & set(range(start, start + length))


def test_days_of_a_set_have_no_repeats() -> None:
    """A day with two spans is listed once, in order."""
    assert SpanSet((_span(0, 10), _span(20, 10), _span(1440, 10))).days() == (date(2024, 1, 1), date(2024, 1, 2))


@pytest.mark.parametrize(
    "name",
    ["Asia/Nowhere", "", "../etc/passwd", "WIB", "+07:00", "localtime", "posixrules", "Factory", "right/Europe/London"],
)
def test_unknown_zone_is_refused(name: str) -> None:
    """The error names the unknown zone."""
    with pytest.raises(InputError, match="IANA") as caught:
        zone_named(name, path="site.zone")
    assert caught.value.faults[0].path == "site.zone"


@pytest.mark.parametrize(
    ("name", "zone"),
    [
        ("WIB", "Asia/Jakarta"),
        ("wita", "Asia/Makassar"),
        ("WIT", "Asia/Jayapura"),
        ("Jakarta", "Asia/Jakarta"),
        ("New York", "America/New_York"),
        ("Asia/Jakarte", "Asia/Jakarta"),
        ("europe/london", "Europe/London"),
    ],
)
def test_unknown_zone_is_answered_with_the_one_that_is_meant(name: str, zone: str) -> None:
    """An abbreviation of Indonesian law (Keppres 41/1987), a city, or a misspelt name is answered with its zone."""
    with pytest.raises(InputError) as caught:
        zone_named(name)
    assert caught.value.faults[0].hint == f"Perhaps {zone!r} is meant."


def test_24_hours_is_the_next_midnight() -> None:
    """24:00 of a day is 00:00 of the next day."""
    assert moment(date(2024, 2, 29), 1440, "Asia/Jakarta") == midnight(date(2024, 3, 1), "Asia/Jakarta")


def test_skipped_hour_moves_forward() -> None:
    """01:30 on the night on which British summer time begins is 02:30."""
    assert moment(date(2024, 3, 31), 90, "Europe/London").isoformat() == "2024-03-31T02:30:00+01:00"
