"""A stage as a value: its computed and official dates, its status and the reasons of its dates.

Computed and official dates are kept apart, so that they can be compared.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, ClassVar, Literal, TypeVar

import attrs

from electsched.errors import Fault, InputError, UndatedError
from electsched.i18n.text import NO_NOTE, Note, Text
from electsched.law.calendar import YearState
from electsched.law.citation import Citation
from electsched.law.date_arithmetic import Moment, day_of, first_day, show
from electsched.law.kinds import KINDS
from electsched.law.rules.trace import Covering, Part, ResolvedDate, Ruled, Value
from electsched.phrases import phrase, verbatim
from electsched.timeline.dates import Dates, Gap, UndatedRule, periods_between
from electsched.timeline.election import Alternative, Change, Occurrence
from electsched.timeline.lazy import LazyFields
from electsched.timeline.serialize import plain
from electsched.timeline.solving.limits import LimitCheck
from electsched.timeline.status import Status
from electsched.timespan import Span, midnight, moment
from electsched.values import Data

if TYPE_CHECKING:
    import pendulum

__all__ = ["Stage"]

DAY = timedelta(days=1)
_Pair = TypeVar("_Pair")


class _DerivedSlots(LazyFields):
    """The slots of a stage that follow from its fields, each computed once.

    Attributes:
        _values: The first and the last day or moment; None if the stage is undated.
        _period: The first and the last day, both included; None if the stage is undated.
        _provisions: The citations.
    """

    __slots__ = ("_period", "_provisions", "_values")

    _values: tuple[Value, Value] | None
    _period: tuple[date, date] | None
    _provisions: tuple[Citation, ...]


@attrs.frozen(kw_only=True)
class Stage(_DerivedSlots):
    """A stage of one election with its dates.

    Most fields of the stages of a timeline are computed when they are first read.

    Attributes:
        key: Its name in rules.
        kind: Its kind.
        name: Its name for people, by language.
        zone: IANA zone of the jurisdiction's clock.
        clock: Clock on which its hours are read: the ``local`` one of each place, or the ``national`` one.
        effective: The effective dates: given, else official, else computed, else the last lawful day of an open date.
        computed: The dates that the law fixes.
        official: The dates that the authority set.
        earliest: The earliest lawful last day; null if the law does not limit it.
        latest: The latest lawful last day; null if the law does not limit it.
        earliest_start: The earliest lawful first day, if that is open; null if it is not, or is not limited.
        latest_start: The latest lawful first day, if that is open; null if it is not, or is not limited.
        gaps: The days between its first and its last day on which it does not take place, in order.
        limits: The limits on it, compared with its dates.
        status: The certainty of its dates, or the last decision on it.
        holidays: The least certain state of the years in which its dates were counted: ``known``, ``estimated`` or
            ``missing``.
        provisional: Whether it rests on holidays that are not known, or on an assumed polling day in such a year.
        branch: The contingency in which alone it takes place; empty for most stages.
        occurrences: Its dates, if it has several.
        alternatives: The dates given by sources that contradict each other.
        planned: First and last day as they were planned; null if no change moved them.
        changes: Decisions made after its dates had been set, in order.
        missing: The parts with a rule whose anchors have no date, or with a range that has no end; such a stage counts
            as undated.
        undated_rules: The rules that fix no date, for their anchors are open or missing.
        note: Further remarks for the reader.
    """

    DATA: ClassVar = (
        "key",
        "kind",
        "name",
        "status",
        "holidays",
        "provisional",
        "start",
        "end",
        "days",
        "opens",
        "closes",
        "deadline",
        "computed",
        "official",
        "earliest",
        "latest",
        "earliest_start",
        "latest_start",
        "gaps",
        "periods",
        "occurrences",
        "planned",
        "changes",
        "alternatives",
        "citations",
        "note",
    )
    """The attributes that its data has."""
    DATA_TYPES: ClassVar = {
        "start": date | None,
        "end": date | None,
        "days": int | None,
        "opens": str | None,
        "closes": str | None,
        "deadline": datetime | None,
    }
    """The types in its data, if they differ from those of the attributes."""

    key: str
    kind: str = attrs.field(metadata={"enum": KINDS})
    name: Text
    zone: str
    clock: Literal["local", "national"]
    effective: Dates
    computed: Dates
    official: Dates
    earliest: date | None = None
    latest: date | None = None
    earliest_start: date | None = None
    latest_start: date | None = None
    gaps: tuple[Gap, ...] = ()
    limits: tuple[LimitCheck, ...] = ()
    status: Status = "undated"
    holidays: YearState = "known"
    provisional: bool = False
    branch: str = ""
    occurrences: tuple[Occurrence, ...] = ()
    alternatives: tuple[Alternative, ...] = ()
    planned: tuple[Value, Value] | None = None
    changes: tuple[Change, ...] = ()
    missing: tuple[Part, ...] = ()
    undated_rules: tuple[UndatedRule, ...] = ()
    note: Note = attrs.field(default=NO_NOTE, converter=Note)

    def __repr__(self) -> str:
        """Return the key, the dates and the status."""
        if not self.dated:
            return f"<Stage {self.key}: no date, {self.status}>"
        last = f" to {self.end}" if self.end != self.start else ""
        return f"<Stage {self.key}: {self.start}{last}, {self.status}>"

    DERIVED: ClassVar = {
        "_values": lambda stage: _values(stage.effective, stage.missing),
        "_period": lambda stage: _period(stage.effective, stage.missing),
        "_provisions": lambda stage: _provisions(stage.trace, stage.gaps, stage.limits),
    }

    @property
    def dated(self) -> bool:
        """Whether it has dates; a rule whose anchors have no date leaves the stage undated."""
        return self._period is not None

    def _required(self, pair: tuple[_Pair, _Pair] | None) -> tuple[_Pair, _Pair]:
        if pair is None:
            raise UndatedError(
                Fault(self.key, phrase("no date"), phrase("a rule whose anchors are known, or an official date"))
            )
        return pair

    @property
    def start(self) -> date:
        """The first day, included; the last day if only that is known; null in the data of an undated stage.

        A stage that begins at 24:00 begins on the next day.

        Raises:
            UndatedError: The stage has no date.
        """
        return self._required(self._period)[0]

    @property
    def end(self) -> date:
        """The last day, included; the first day if only that is known; null in the data of an undated stage.

        If the date is open, this is the last lawful day.

        Raises:
            UndatedError: The stage has no date.
        """
        return self._required(self._period)[1]

    @property
    def days(self) -> int:
        """The number of days from the first to the last, both included, with its gaps; null in the data if undated."""
        return (self.end - self.start).days + 1

    @property
    def periods(self) -> tuple[tuple[Value, Value], ...]:
        """The first and the last day or moment of each run of days on which it takes place; none if it is undated."""
        return periods_between(*self._values, [gap.day for gap in self.gaps]) if self._values else ()

    @property
    def opens(self) -> Moment | None:
        """The local hour at which it opens, up to 24:00; null if none is stated."""
        value = self._values[0] if self._values else None
        return value if isinstance(value, Moment) else None

    @property
    def closes(self) -> Moment | None:
        """The local hour at which it closes, up to 24:00; null if none is stated."""
        value = self._values[1] if self._values else None
        return value if isinstance(value, Moment) else None

    @property
    def deadline(self) -> pendulum.DateTime | None:
        """The moment at which it closes, on the jurisdiction's clock; null if no hour is stated."""
        return _moment(self.closes, self.zone)

    def span(self, zone: str | None = None) -> Span:
        """Return its exact, half-open time on the clock of a zone; by default, of the jurisdiction's zone.

        A stage with a local clock opens in each zone at its local hour. One with the national clock is a single span,
        shown in the zone asked for. A stage that opens and closes at the same moment lasts for one minute.

        Raises:
            UndatedError: The stage has no date.
            InputError: A moment is not in the years 1 to 9999.
        """
        first, last = self._required(self._values)
        shown_zone = zone or self.zone
        clock_zone = shown_zone if self.clock == "local" else self.zone
        try:
            start = _moment(first, clock_zone) or midnight(day_of(first), clock_zone)
            end = _moment(last, clock_zone) or midnight(day_of(last) + DAY, clock_zone)
            if end <= start:
                end = start.add(minutes=1)
            return Span(start.in_timezone(shown_zone), end.in_timezone(shown_zone))
        except OverflowError as error:
            expected = phrase("days between the years 1 and 9999")
            raise InputError(Fault(self.key, verbatim(f"{show(first)} – {show(last)}"), expected)) from error

    @property
    def open_part(self) -> Part | None:
        """The last day if its date stands for a range; else the first if its date does; else None."""
        for part in ("end", "start"):
            resolved = self.effective.of(part)
            if resolved is not None and resolved.origin == "limit":
                return part
        return None

    @property
    def trace(self) -> tuple[ResolvedDate, ...]:
        """The computed dates with their reasons; the effective dates if the law fixes none."""
        dates = self.computed or self.effective
        return tuple(resolved for resolved in (dates.first, dates.last) if resolved is not None)

    @property
    def citations(self) -> tuple[Citation, ...]:
        """The provisions on which its dates and limits directly rest, each once."""
        return self._provisions

    def to_dict(self, *, trace: bool = False) -> Data:
        """Return the stage as data for JSON; `json_schema` describes it.

        ``start`` and ``end`` are days, both included; ``opens`` and ``closes`` are local hours. With ``trace``, the
        reasons of all its dates and its limits are added under ``why`` and ``limits``.
        """
        data = {
            name: None if name in {"start", "end", "days"} and not self.dated else plain(getattr(self, name))
            for name in self.DATA
        }
        data["opens"] = self.opens.clock if self.opens else None
        data["closes"] = self.closes.clock if self.closes else None
        if trace:
            gaps = [plain(gap.resolved) for gap in self.gaps]
            data["why"] = {"computed": _reasons(self.computed), "holds": _reasons(self.effective), "gaps": gaps}
            data["undated_rules"] = plain(self.undated_rules)
            data["limits"] = [
                {
                    "rule": check.limit.rule,
                    "law": plain(check.limit.law),
                    "bound": plain(check.bound),
                    "ranges": plain(check.ranges),
                    "actual": plain(check.actual),
                    "kept": check.kept,
                }
                for check in self.limits
            ]
        return data


def _reasons(dates: Dates) -> Data:
    return {"start": plain(dates.first), "end": plain(dates.last)}


def _citations(resolved: ResolvedDate) -> Iterator[Citation]:
    if isinstance(resolved.reason, Ruled):
        yield resolved.reason.law
    elif isinstance(resolved.reason, Covering):
        yield from _citations(resolved.reason.chosen.resolved)


def _values(dates: Dates, missing: tuple[Part, ...]) -> tuple[Value, Value] | None:
    first, last = dates.first or dates.last, dates.last or dates.first
    return None if first is None or last is None or missing else (first.value, last.value)


def _period(dates: Dates, missing: tuple[Part, ...]) -> tuple[date, date] | None:
    values = _values(dates, missing)
    return (first_day(*values), day_of(values[1])) if values else None


def _provisions(
    trace: tuple[ResolvedDate, ...], gaps: tuple[Gap, ...], limits: tuple[LimitCheck, ...]
) -> tuple[Citation, ...]:
    citations = [citation for resolved in trace for citation in _citations(resolved)]
    citations += [gap.law for gap in gaps]
    citations += [check.limit.law for check in limits]
    return tuple(dict.fromkeys(citations))


def _moment(value: Value | None, zone: str) -> pendulum.DateTime | None:
    return moment(value.day, value.minutes, zone) if isinstance(value, Moment) else None
