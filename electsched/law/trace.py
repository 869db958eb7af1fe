"""Why a date is what it is: the record that a calculation leaves, rendered elsewhere.

A trace holds values only. Each step names what it began from, so that the reason of a date leads through the
reasons of its anchors down to what was decreed or given.
"""

from __future__ import annotations

from datetime import date
from typing import Literal

import attrs

from electsched.law.date_arithmetic import Moment, Skipped, day_of

__all__ = [
    "AnchorStep",
    "ChoiceStep",
    "Citation",
    "CountStep",
    "Decreed",
    "Found",
    "Given",
    "HourStep",
    "Hulled",
    "MonthDayStep",
    "Origin",
    "Part",
    "Reason",
    "RollStep",
    "Ruled",
    "Source",
    "Step",
    "Unit",
    "Value",
    "WeekdayStep",
    "ZoneStep",
]

Value = date | Moment
"""A day, or a day with an hour."""
Part = Literal["start", "end"]
Unit = Literal["hour", "day", "working day", "week", "month", "year"]
Origin = Literal["computed", "official", "given", "limit"]


@attrs.frozen(kw_only=True)
class Source:
    """Where a statement was read.

    Attributes:
        key: Its short name in the file, such as ``S18``.
        title: What it is called.
        url: Its address; empty where none is known.
    """

    key: str
    title: str
    url: str = ""


@attrs.frozen(kw_only=True)
class Citation:
    """The provision from which a rule comes.

    Attributes:
        instrument: The law, as it is cited.
        provision: The article and paragraph; empty where it is not known.
        text: The wording in the law's own language; empty where it was not at hand.
        url: The address of the text; empty where none is known.
        sources: Keys of the sources that state the rule.
        confidence: How well it is attested: C2 (two or more sources), C (one), D (derived), M (general knowledge,
            not confirmed).
        note: What a reader should know besides.
    """

    instrument: str
    provision: str = ""
    text: str = ""
    url: str = ""
    sources: tuple[str, ...] = ()
    confidence: str = ""
    note: str = ""

    def __str__(self) -> str:
        """Return the citation as one line."""
        return f"{self.instrument}, {self.provision}" if self.provision else self.instrument


@attrs.frozen
class Found:
    """A date with its origin and reason.

    Attributes:
        value: The day or moment.
        origin: Whether the law gave it, the authority set it, the caller gave it, or only a limit is known (then it
            is the last lawful day).
        reason: Why.
    """

    value: Value
    origin: Origin
    reason: Reason

    @property
    def day(self) -> date:
        """The local day."""
        return day_of(self.value)


@attrs.frozen
class AnchorStep:
    """The rule began from the date of another stage."""

    key: str
    part: Part
    found: Found


@attrs.frozen
class CountStep:
    """The rule counted from one day to another.

    Attributes:
        start: Where the count began.
        amount: How many units, negative for backwards.
        unit: The unit, singular.
        inclusive: Whether the first day was counted.
        end: Where it ended.
        skipped: The days passed over.
        source: Where the holidays come from; empty where none were needed.
        provisional: Whether the count left the years for which the holidays are known.
        clear: Whether neither the first nor the last day was counted.
    """

    start: Value
    amount: int
    unit: Unit
    inclusive: bool
    end: Value
    skipped: tuple[Skipped, ...] = ()
    source: str = ""
    provisional: bool = False
    clear: bool = False


@attrs.frozen
class RollStep:
    """The rule moved the day to a working day, or left it where it is one.

    Attributes:
        start: The day or moment as it was.
        direction: Whether to the next working day or to the one before.
        end: The day or moment as it is; the same where nothing had to move.
        skipped: The days passed over.
        source: Where the holidays come from.
        provisional: Whether the day left the years for which the holidays are known.
    """

    start: Value
    direction: Literal["forward", "back"]
    end: Value
    skipped: tuple[Skipped, ...]
    source: str
    provisional: bool = False


@attrs.frozen
class WeekdayStep:
    """The rule took the n-th such day of the week.

    Attributes:
        start: The day from which it was sought.
        ordinal: Which of them; -1 is the last of a month.
        weekday: The day of the week, Monday being 1.
        relation: How it lies to the start.
        month: The month in which it lies; 0 where none is named.
        end: The day found.
    """

    start: Value
    ordinal: int
    weekday: int
    relation: Literal["after", "from", "before", "until", "of"]
    month: int
    end: date


@attrs.frozen
class MonthDayStep:
    """The rule took a day of a month in the year of the start."""

    start: Value
    end: date


@attrs.frozen
class HourStep:
    """The rule named an hour of the day."""

    value: Moment


@attrs.frozen
class ZoneStep:
    """The rule read a local hour on the clock of one zone.

    Attributes:
        start: The day and hour there.
        zone: That zone.
        end: The same moment on the jurisdiction's own clock.
    """

    start: Moment
    zone: str
    end: Moment


@attrs.frozen
class ChoiceStep:
    """The rule chose the latest or the earliest of several dates."""

    which: Literal["latest", "earliest"]
    values: tuple[Value, ...]
    value: Value


Step = AnchorStep | CountStep | RollStep | WeekdayStep | MonthDayStep | HourStep | ZoneStep | ChoiceStep


@attrs.frozen
class Ruled:
    """A rule or a limit gave the date.

    Attributes:
        rule: Its text.
        law: Its provision.
        steps: How the date came about.
        limit: Whether it only bounds the date.
    """

    rule: str
    law: Citation
    steps: tuple[Step, ...]
    limit: bool = False


@attrs.frozen
class Decreed:
    """The authority set the date.

    Attributes:
        by: The instrument by which it was set; empty where not known.
        sources: Where the date was read.
        confidence: How well it is attested, as in a citation.
        note: What a reader should know besides.
    """

    by: str
    sources: tuple[Source, ...]
    confidence: str = ""
    note: str = ""


@attrs.frozen
class Given:
    """The caller gave the date."""


@attrs.frozen
class Hulled:
    """The stage reaches from the first day of its parts to the last.

    Attributes:
        members: The parts that have dates.
        chosen: Which of them gave this date.
    """

    members: tuple[AnchorStep, ...]
    chosen: AnchorStep


Reason = Ruled | Decreed | Given | Hulled
