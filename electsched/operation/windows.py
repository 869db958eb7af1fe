"""Security windows: the days on which something must be guarded, computed from the stages of an election.

If the law fixes the first and the last day of a stage, the window is computed from the rules and the official dates
are only compared with it. Otherwise the official dates are used.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any

import attrs

from electsched.errors import Fault, InputError
from electsched.i18n.text import Text, translated
from electsched.operation.findings import Finding
from electsched.operation.operation import Operation, WindowSpec
from electsched.operation.resources import Phase, Posture
from electsched.phrases import phrase
from electsched.timeline.stage import Stage
from electsched.timeline.timeline import Timeline
from electsched.timespan import Span

__all__ = [
    "Window",
    "days_of",
    "operation_findings",
    "operation_windows",
    "posture_on",
    "provisional_days",
    "security_window",
]


@attrs.frozen(kw_only=True, repr=False)
class Window:
    """Days on which something must be guarded.

    Attributes:
        key: Its key.
        name: Its name for people.
        start: The first day.
        end: The last day, included.
        zone: The IANA zone of its clock.
        stages: The keys of the stages from which it was computed.
        provisional: Whether one of these stages is provisional.
    """

    key: str
    name: Text
    start: date
    end: date
    zone: str
    stages: tuple[str, ...] = ()
    provisional: bool = False

    def __repr__(self) -> str:
        """Return its key, days and zone."""
        return f"Window({self.key!r}, {self.start} to {self.end}, {self.days} days, {self.zone})"

    @property
    def days(self) -> int:
        """The number of days, the first and the last included."""
        return (self.end - self.start).days + 1

    @property
    def span(self) -> Span:
        """Its exact time, half-open: from 00:00 of the first day to 00:00 of the day after the last."""
        return Span.of_days(self.start, self.end, self.zone)

    def widened(self, before: int, after: int) -> Window:
        """Return the window with days added before its first and after its last day; negative numbers remove days.

        Raises:
            InputError: The window would end before it begins, or leave the years 1 to 9999.
        """
        try:
            first, last = self.start - timedelta(days=before), self.end + timedelta(days=after)
            if last < first:
                found = phrase("{first} to {last}", first=first.isoformat(), last=last.isoformat())
                raise InputError(
                    Fault(phrase("window {key}", key=self.key), found, phrase("an end not before the start"))
                )
            window = attrs.evolve(self, start=first, end=last)
            window.span  # noqa: B018  # its moments must exist as well as its days
        except OverflowError as error:
            found = phrase(
                "{before} {before:day|days} before, {after} {after:day|days} after", before=before, after=after
            )
            raise InputError(
                Fault(phrase("window {key}", key=self.key), found, phrase("days between the years 1 and 9999"))
            ) from error
        return window

    def to_dict(self) -> dict[str, Any]:
        """Return the window as plain data: days both included, moments half-open, in ISO 8601."""
        span = self.span
        return {
            "key": self.key,
            "start": self.start.isoformat(),
            "end": self.end.isoformat(),
            "days": self.days,
            "zone": self.zone,
            "span_start": span.start.isoformat(),
            "span_end": span.end.isoformat(),
        }


def security_window(
    timeline: Timeline, key: str, *, before: int = 0, after: int = 0, zone: str | None = None
) -> Window:
    """Return the window over one stage.

    Args:
        timeline: The resolved election.
        key: The key of the stage.
        before: Days added before the first day; negative to remove days.
        after: Days added after the last day; negative to remove days.
        zone: The IANA zone of the window's clock; None for that of the jurisdiction.

    Raises:
        UnknownNameError: The law has no such stage.
        UndatedError: The stage has no date.
        InputError: The window ends before it begins.
    """
    stage = timeline[key]
    spec = WindowSpec(key=key, name=stage.name, stages=(key,), before=before, after=after)
    return _window(spec, timeline, zone or timeline.zone)


def operation_windows(operation: Operation, timeline: Timeline, *, zone: str) -> tuple[Window, ...]:
    """Return every window of the operation, in its order.

    Raises:
        UnknownNameError: The law has no such stage.
        UndatedError: A stage has no date.
        InputError: A window ends before it begins.
    """
    return tuple(_window(spec, timeline, zone) for spec in operation.window)


def _window(spec: WindowSpec, timeline: Timeline, zone: str) -> Window:
    days = [_guarded_days(timeline[key]) for key in spec.stages]
    first = spec.start or min(start for start, _ in days)
    last = spec.end or max(end for _, end in days)
    window = Window(
        key=spec.key,
        name=spec.name,
        start=first,
        end=last,
        zone=zone,
        stages=spec.stages,
        provisional=any(timeline[key].provisional for key in spec.stages),
    )
    return window.widened(spec.before, spec.after)


def _guarded_days(stage: Stage) -> tuple[date, date]:
    """Return the first and the last day of the stage: both computed, or both effective.

    If its first day is open, it may begin on the earliest lawful day.
    """
    computed = stage.computed
    # A stage of which the law fixes only one end is guarded on the days that the authority set.
    if computed.start and computed.end and {resolved.origin for resolved in stage.trace} == {"computed"}:
        return computed.start, computed.end
    first = stage.earliest_start if stage.status == "open" else None
    return first or stage.start, stage.end


# --- disagreements ------------------------------------------------------------------------------------------------


def operation_findings(operation: Operation, timeline: Timeline, windows: tuple[Window, ...]) -> tuple[Finding, ...]:
    """Return every disagreement between the declared days, the windows and the official dates."""
    return (
        *_announced_days(operation),
        *_windows_outside(operation, windows),
        *_official_differences(timeline, windows),
    )


def _announced_days(operation: Operation) -> Iterator[Finding]:
    for index, announced in enumerate(operation.announced):
        if announced.days != operation.days:
            days = f"{operation.start.isoformat()} – {operation.end.isoformat()}"
            yield Finding(
                code="announced_days",
                path=f"operation.announced[{index}]",
                text=translated(
                    "operation.announced_days",
                    days=announced.days,
                    source=announced.source,
                    span=days,
                    operation_days=operation.days,
                ),
            )


def _windows_outside(operation: Operation, windows: tuple[Window, ...]) -> Iterator[Finding]:
    for window in windows:
        if window.start < operation.start or window.end > operation.end:
            days = f"{window.start.isoformat()} – {window.end.isoformat()}"
            declared = f"{operation.start.isoformat()} – {operation.end.isoformat()}"
            yield Finding(
                code="outside_declared",
                path=f"window {window.key}",
                text=translated("operation.outside_declared", span=days, declared=declared),
            )


def _official_differences(timeline: Timeline, windows: tuple[Window, ...]) -> Iterator[Finding]:
    for window in windows:
        for key in window.stages:
            stage = timeline[key]
            official = (stage.official.start, stage.official.end)
            guarded = _guarded_days(stage)
            if None not in official and official != guarded:
                by_authority, by_law = (f"{first} – {last}" for first, last in (official, guarded))
                yield Finding(
                    code="official_differs",
                    path=f"window {window.key}",
                    text=translated("operation.official_differs", stage=key, official=by_authority, computed=by_law),
                )


# --- days and postures --------------------------------------------------------------------------------------------


def days_of(windows: Iterable[Window]) -> tuple[date, ...]:
    """Return every day of the windows, each once, in order."""
    return tuple(sorted({window.start + timedelta(days=number) for window in windows for number in range(window.days)}))


def provisional_days(windows: Iterable[Window]) -> frozenset[date]:
    """Return every day of the windows that rest on holidays that are not known."""
    return frozenset(days_of(window for window in windows if window.provisional))


def posture_on(
    day: date, phases: Iterable[Phase], windows: Mapping[str, Window], postures: Mapping[str, Posture]
) -> Posture | None:
    """Return the posture with the highest rank among the phases that include the day; None if no phase does."""
    in_force = [
        postures[phase.posture] for phase in phases if windows[phase.window].start <= day <= windows[phase.window].end
    ]
    return max(in_force, key=lambda posture: posture.rank, default=None)
