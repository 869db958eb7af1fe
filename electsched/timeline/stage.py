"""A timeline as values: each stage with its computed and official dates, how firm they are, and why.

Computed and official dates are kept apart, so that each can be held against the other.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any, Literal

import attrs
import pendulum

from electsched.errors import Fault, UndatedError, UnknownNameError
from electsched.i18n.text import Text
from electsched.law.date_arithmetic import Moment
from electsched.law.statute import Statute
from electsched.law.trace import Citation, Found, Hulled, Part, Ruled, Value
from electsched.timeline.chart import stage_picture, svg
from electsched.timeline.election import Alternative, Change, Link, Occurrence
from electsched.timeline.limits import KeptLimit
from electsched.timeline.status import Status
from electsched.timespan import Span, midnight, moment

__all__ = ["Dates", "Stage", "Timeline"]

DAY = timedelta(days=1)


@attrs.frozen
class Dates:
    """The first and the last day of a stage, with their reasons.

    Attributes:
        first: The first day and why; None where nothing gives it.
        last: The last day and why; None where nothing gives it.
    """

    first: Found | None
    last: Found | None

    @property
    def start(self) -> date | None:
        """The first day, included."""
        return self.first.day if self.first else None

    @property
    def end(self) -> date | None:
        """The last day, included."""
        return self.last.day if self.last else None

    def of(self, part: Part) -> Found | None:
        """Return the first or the last day with its reason."""
        return self.first if part == "start" else self.last

    def __bool__(self) -> bool:
        """Return whether there is any date."""
        return self.first is not None or self.last is not None


@attrs.frozen(kw_only=True)
class Stage:
    """A stage of one election with its dates.

    Attributes:
        key: Its name in rules.
        kind: What it is.
        name: Its name for people.
        zone: The zone of the jurisdiction's own clock.
        clock: Whether its hours are read on each place's own clock or on the jurisdiction's.
        effective: The dates that hold: given, else official, else computed, else the last lawful day.
        computed: What the law gives; empty where it fixes nothing.
        official: What the authority set; empty where it set nothing.
        earliest: The first lawful day of its end, where the law limits it.
        latest: The last lawful day of its end, where the law limits it.
        limits: The limits on it.
        status: How firm its dates are.
        branch: The contingency in which alone it takes place; empty for most.
        occurrences: Its dates, where it has several.
        alternatives: What the sources say where they contradict each other.
        planned: First and last day as they were planned, where a change moved them.
        changes: What was decided on it after its dates had been set, in order.
        missing: The parts for which the law has a rule whose anchors have no date; such a stage counts as undated.
        note: What a reader should know besides.
    """

    key: str
    kind: str
    name: Text
    zone: str
    clock: Literal["local", "national"]
    effective: Dates
    computed: Dates
    official: Dates
    earliest: date | None = None
    latest: date | None = None
    limits: tuple[KeptLimit, ...] = attrs.field(default=(), repr=False)
    status: Status = "undated"
    branch: str = ""
    occurrences: tuple[Occurrence, ...] = ()
    alternatives: tuple[Alternative, ...] = ()
    planned: tuple[Value, Value] | None = None
    changes: tuple[Change, ...] = ()
    missing: tuple[Part, ...] = ()
    note: str = ""

    @property
    def dated(self) -> bool:
        """Whether the stage has its dates; one whose first or last day is still to be computed has not."""
        return bool(self.effective) and not self.missing

    def _bounds(self) -> tuple[Found, Found]:
        first = self.effective.first or self.effective.last
        last = self.effective.last or self.effective.first
        if first is None or last is None or self.missing:
            raise UndatedError(Fault(self.key, "no date", "a rule whose anchors are known, or an official date"))
        return first, last

    @property
    def start(self) -> date:
        """The first day, included; that of the end where only the end is known.

        Raises:
            UndatedError: The stage has no date.
        """
        return self._bounds()[0].day

    @property
    def end(self) -> date:
        """The last day, included; that of the start where only the start is known.

        Raises:
            UndatedError: The stage has no date.
        """
        return self._bounds()[1].day

    @property
    def days(self) -> int:
        """The number of days from the first to the last, both counted."""
        return (self.end - self.start).days + 1

    @property
    def opens(self) -> Moment | None:
        """The hour at which it opens, where one is stated."""
        value = self._bounds()[0].value if self.dated else None
        return value if isinstance(value, Moment) else None

    @property
    def closes(self) -> Moment | None:
        """The hour at which it closes, where one is stated."""
        value = self._bounds()[1].value if self.dated else None
        return value if isinstance(value, Moment) else None

    @property
    def deadline(self) -> pendulum.DateTime | None:
        """The moment at which it closes, on the jurisdiction's own clock; None where no hour is stated."""
        closes = self.closes
        return moment(closes.day, closes.minutes, self.zone) if closes else None

    def span(self, zone: str | None = None) -> Span:
        """Return its exact, half-open time on the clock of a zone; without one, on the jurisdiction's own.

        A stage with a local clock opens anew in each zone; one with the national clock is one stretch of time, shown
        in the zone asked for. A stage that opens and closes at one moment lasts for the minute of it.

        Raises:
            UndatedError: The stage has no date.
        """
        first, last = self._bounds()
        read = zone or self.zone
        clock = read if self.clock == "local" else self.zone
        start = _opening(first.value, clock)
        end = _closing(last.value, clock)
        if end <= start:
            end = start.add(minutes=1)
        return Span(start.in_timezone(read), end.in_timezone(read))

    @property
    def trace(self) -> tuple[Found, ...]:
        """Why its days are what they are by law; by decree where the law fixes nothing."""
        dates = self.computed or self.effective
        return tuple(found for found in (dates.first, dates.last) if found is not None)

    @property
    def citations(self) -> tuple[Citation, ...]:
        """Every provision that its dates and limits rest on directly, each once."""
        found = [citation for each in self.trace for citation in _citations(each)]
        found += [kept.limit.law for kept in self.limits]
        return tuple(dict.fromkeys(found))


def _citations(found: Found) -> Iterator[Citation]:
    if isinstance(found.reason, Ruled):
        yield found.reason.law
    elif isinstance(found.reason, Hulled):
        yield from _citations(found.reason.chosen.found)


def _opening(value: Value, zone: str) -> pendulum.DateTime:
    return moment(value.day, value.minutes, zone) if isinstance(value, Moment) else midnight(value, zone)


def _closing(value: Value, zone: str) -> pendulum.DateTime:
    return moment(value.day, value.minutes, zone) if isinstance(value, Moment) else midnight(value + DAY, zone)


@attrs.frozen(kw_only=True)
class Timeline:
    """Every stage of one election.

    Attributes:
        id: The election's name, or the statute's where there is no election.
        name: Its name for people.
        statute: The law.
        zone: The zone of the jurisdiction's own clock.
        stages: Every stage of the law in its order, dated or not; not those that the law has for other facts.
        facts: What the law asked of the election.
        unread: Official dates that a what-if dropped, by stage key.
        links: How the election stands to others.
    """

    id: str
    name: Text
    statute: Statute = attrs.field(repr=False)
    zone: str
    stages: tuple[Stage, ...] = attrs.field(repr=False)
    facts: Mapping[str, str] = attrs.field(factory=dict)
    unread: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()
    _by_key: Mapping[str, Stage] = attrs.field(
        init=False,
        eq=False,
        repr=False,
        default=attrs.Factory(lambda self: {stage.key: stage for stage in self.stages}, takes_self=True),
    )

    def __getitem__(self, key: str) -> Stage:
        """Return the stage of that key.

        Raises:
            UnknownNameError: The law has no such stage.
        """
        try:
            return self._by_key[key]
        except KeyError as error:
            raise UnknownNameError(
                Fault("", f"the stage {key!r}", self.statute.expected_key()), source=self.id
            ) from error

    def __iter__(self) -> Iterator[Stage]:
        """Yield every stage in the order of the law."""
        return iter(self.stages)

    def to_svg(self, language: str = "en") -> str:
        """Return a picture of the stages as SVG, a row for each kind, that stands alone."""
        return svg(stage_picture(self.dated, self.name, language), alone=True)

    def _repr_svg_(self) -> str:
        """Return the picture that a notebook shows."""
        return self.to_svg()

    def to_frame(self, language: str = "en") -> Any:  # noqa: ANN401  # a pandas.DataFrame, where pandas is installed
        """Return the dated stages as a `pandas.DataFrame`, a row for each by its key, in order of time.

        ``start`` and ``end`` are days, both included; ``closes`` is the exact moment on the jurisdiction's own clock.

        Raises:
            ModuleNotFoundError: pandas is not installed.
        """
        import pandas as pd  # noqa: PLC0415  # optional, and heavy

        rows = {
            stage.key: {
                "name": stage.name[language],
                "kind": stage.kind,
                "status": stage.status,
                "start": pd.Timestamp(stage.start),
                "end": pd.Timestamp(stage.end),
                "days": stage.days,
                "closes": pd.Timestamp(stage.deadline) if stage.deadline else pd.NaT,
                "earliest": pd.Timestamp(stage.earliest) if stage.earliest else pd.NaT,
                "latest": pd.Timestamp(stage.latest) if stage.latest else pd.NaT,
                "law": "; ".join(map(str, stage.citations)),
            }
            for stage in self.dated
        }
        return pd.DataFrame.from_dict(rows, orient="index").rename_axis("stage")

    @property
    def dated(self) -> tuple[Stage, ...]:
        """The stages that have a date and were not ruled out, by first day, then last, then order of the law."""
        found = [stage for stage in self.stages if stage.dated and stage.status != "not_held"]
        return tuple(sorted(found, key=lambda stage: (stage.start, stage.end)))
