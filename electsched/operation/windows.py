"""Stages to security windows.

Where the law fixes the first and the last day of a stage, the window is computed from the rules and the official
dates are only held against it; where the authority chose, its dates are all there is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import Literal

import attrs

from electsched.errors import Fault, InputError
from electsched.i18n.text import Text
from electsched.law.trace import Part, ResolvedDate
from electsched.operation.operation import Operation, WindowSpec
from electsched.operation.resources import Phase, Posture
from electsched.timeline.stage import Stage
from electsched.timeline.timeline import Timeline
from electsched.timespan import Span

__all__ = [
    "Finding",
    "Window",
    "days_of",
    "operation_findings",
    "operation_windows",
    "posture_on",
    "security_window",
    "window_data",
]


@attrs.frozen(kw_only=True)
class Window:
    """Days on which something must be guarded.

    Attributes:
        key: Its name.
        name: Its name for people.
        start: The first day.
        end: The last day, included.
        zone: The IANA zone of its clock.
        stages: The keys of the stages it was computed from.
    """

    key: str
    name: Text
    start: date
    end: date
    zone: str
    stages: tuple[str, ...] = ()

    @property
    def days(self) -> int:
        """The number of days, the first and the last both counted."""
        return (self.end - self.start).days + 1

    @property
    def span(self) -> Span:
        """Its exact time, half-open: from the first day's 00:00 to the 00:00 after the last."""
        return Span.of_days(self.start, self.end, self.zone)

    def widened(self, before: int, after: int) -> Window:
        """Return the window with so many days more before its first and after its last; fewer where negative.

        Raises:
            InputError: It would end before it begins, or leave the years 1 to 9999.
        """
        try:
            first, last = self.start - timedelta(days=before), self.end + timedelta(days=after)
            if last < first:
                found = f"{first.isoformat()} to {last.isoformat()}"
                raise InputError(Fault(f"window {self.key}", found, "an end not before the start"))
            window = attrs.evolve(self, start=first, end=last)
            window.span  # noqa: B018  # its moments must exist as well as its days
        except OverflowError as error:
            found = f"{before} days before, {after} days after"
            raise InputError(Fault(f"window {self.key}", found, "days between the years 1 and 9999")) from error
        return window


@attrs.frozen(kw_only=True)
class Finding:
    """Something that a planner should know and decide; the calculation went on without deciding it.

    Attributes:
        code: What it is.
        path: The window or field that it concerns.
        text: What was found.
    """

    code: Literal["stated_days", "official_differs", "outside_declared"]
    path: str
    text: Text


def window_data(window: Window) -> dict[str, str | int]:
    """Return the window as plain data: days both included, moments half-open, as ISO 8601 text."""
    span = window.span
    return {
        "key": window.key,
        "start": window.start.isoformat(),
        "end": window.end.isoformat(),
        "days": window.days,
        "zone": window.zone,
        "span_start": span.start.isoformat(),
        "span_end": span.end.isoformat(),
    }


def security_window(
    timeline: Timeline, key: str, *, before: int = 0, after: int = 0, zone: str | None = None
) -> Window:
    """Return the window over one stage, widened by ``before`` and ``after`` days.

    The zone is the jurisdiction's own unless one is named.

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
    stages = [timeline[key] for key in spec.stages]
    first = spec.start or min(_day(stage, "start") for stage in stages)
    last = spec.end or max(_day(stage, "end") for stage in stages)
    window = Window(key=spec.key, name=spec.name, start=first, end=last, zone=zone, stages=spec.stages)
    return window.widened(spec.before, spec.after)


def _day(stage: Stage, part: Part) -> date:
    """Return the computed day, or the one that holds where the law computes none.

    Both ends are computed, or neither: a stage that the law fixes half is taken as the authority set it.
    """
    if _fixed(stage.computed.first) and _fixed(stage.computed.last):
        found = stage.computed.of(part)
        if found is not None:
            return found.day
    return stage.start if part == "start" else stage.end


def _fixed(found: ResolvedDate | None) -> bool:
    return found is not None and found.origin == "computed"


# --- what does not agree ------------------------------------------------------------------------------------------


def operation_findings(operation: Operation, timeline: Timeline, windows: tuple[Window, ...]) -> tuple[Finding, ...]:
    """Return where the declared days, the windows and the official dates disagree; none is corrected."""
    return (*_stated(operation), *_outside(operation, windows), *_official(timeline, windows))


def _stated(operation: Operation) -> Iterator[Finding]:
    for index, stated in enumerate(operation.stated):
        if stated.days != operation.days:
            span = f"{operation.start.isoformat()} – {operation.end.isoformat()}"
            yield Finding(
                code="stated_days",
                path=f"operation.stated[{index}]",
                text=Text(
                    {
                        "id": f"{stated.days} hari dinyatakan ({stated.source}), tetapi {span} adalah "
                        f"{operation.days} hari; keduanya disimpan",
                        "en": f"{stated.days} days stated ({stated.source}), but {span} is "
                        f"{operation.days} days; both are kept",
                    }
                ),
            )


def _outside(operation: Operation, windows: tuple[Window, ...]) -> Iterator[Finding]:
    for window in windows:
        if window.start < operation.start or window.end > operation.end:
            span = f"{window.start.isoformat()} – {window.end.isoformat()}"
            declared = f"{operation.start.isoformat()} – {operation.end.isoformat()}"
            yield Finding(
                code="outside_declared",
                path=f"window {window.key}",
                text=Text(
                    {
                        "id": f"{span} melampaui hari operasi yang dinyatakan, {declared}",
                        "en": f"{span} reaches beyond the declared days of the operation, {declared}",
                    }
                ),
            )


def _official(timeline: Timeline, windows: tuple[Window, ...]) -> Iterator[Finding]:
    for window in windows:
        for key in window.stages:
            stage = timeline[key]
            official = (stage.official.start, stage.official.end)
            computed = (_day(stage, "start"), _day(stage, "end"))
            if None not in official and official != computed:
                shown = [f"{first} – {last}" for first, last in (official, computed)]
                yield Finding(
                    code="official_differs",
                    path=f"window {window.key}",
                    text=Text(
                        {
                            "id": f"{key}: ditetapkan {shown[0]}, menurut hukum {shown[1]}",
                            "en": f"{key}: set as {shown[0]}, by law {shown[1]}",
                        }
                    ),
                )


def days_of(windows: Iterable[Window]) -> tuple[date, ...]:
    """Return every day of the windows, each once, in order."""
    return tuple(sorted({window.start + timedelta(days=number) for window in windows for number in range(window.days)}))


def posture_on(
    day: date, phases: Iterable[Phase], windows: Mapping[str, Window], postures: Mapping[str, Posture]
) -> Posture | None:
    """Return the strictest posture of the phases in which the day lies; None if it lies in none."""
    in_force = [
        postures[phase.posture] for phase in phases if windows[phase.window].start <= day <= windows[phase.window].end
    ]
    return max(in_force, key=lambda posture: posture.rank, default=None)
