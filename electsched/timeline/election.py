"""An election as values: a statute and the decreed dates, each with its source."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cached_property
from typing import Any, ClassVar, Literal

import attrs

from electsched.errors import Fault
from electsched.i18n.text import NO_NOTE, Note, Text
from electsched.law.calendar_table import ElectionCalendar
from electsched.law.citation import Source
from electsched.law.date_arithmetic import LAST_DAY_EXPECTED, day_of, show
from electsched.law.phases import occurrences_of
from electsched.law.rules.trace import Decreed, ResolvedDate, Value
from electsched.law.statute import PollPhase, Statute
from electsched.phrases import phrase, quoted, verbatim
from electsched.timeline.serialize import plain
from electsched.values import value_text

__all__ = [
    "Alternative",
    "Branch",
    "Change",
    "ChangeCause",
    "DecreedDate",
    "Election",
    "Link",
    "Occurrence",
    "check_election",
]

ChangeCause = Literal["", "death_of_candidate", "demise_of_the_crown", "uncontested", "emergency", "disaster", "court"]
"""The cause of a decision; empty for any other cause."""


@attrs.frozen(kw_only=True)
class Occurrence:
    """One of several dates of a stage, such as one debate of five.

    Attributes:
        key: Its permanent key, kept if it moves.
        name: Its name for people.
        start: Its first day or moment.
        end: Its last day or moment; None if it is that of ``start``.
        area: The place; empty if it takes place everywhere.
        sources: Keys of the sources that state it.
    """

    DATA: ClassVar = ("key", "name", "start", "end", "area")
    """The attributes that its data has."""

    key: str
    name: Text
    start: Value
    end: Value | None = None
    area: str = ""
    sources: tuple[str, ...] = ()

    __repr__ = value_text

    def to_dict(self) -> dict[str, Any]:
        """Return the occurrence as data for JSON."""
        return {name: plain(getattr(self, name)) for name in self.DATA}


@attrs.frozen(kw_only=True)
class Alternative:
    """One of several dates given by sources that contradict each other.

    Attributes:
        start: The first day or moment.
        end: The last day or moment, included.
        sources: Keys of the sources that state it.
        note: Further remarks for the reader.
    """

    start: Value
    end: Value
    sources: tuple[str, ...]
    note: Note = attrs.field(default=NO_NOTE, converter=Note)

    __repr__ = value_text


@attrs.frozen(kw_only=True)
class Change:
    """A decision on a stage, made after its dates had been set.

    Attributes:
        status: The status that it gave to the stage.
        by: The instrument that decided it.
        known: The day on which it became known; None if the day was not found.
        cause: Its cause; empty if it is none of those listed.
        sources: Keys of the sources that state it.
        note: Further remarks for the reader.
    """

    status: Literal["suspended", "resumed", "postponed", "cancelled", "superseded", "annulled"]
    by: str
    known: date | None = None
    cause: ChangeCause = ""
    sources: tuple[str, ...] = ()
    note: Note = attrs.field(default=NO_NOTE, converter=Note)

    __repr__ = value_text


@attrs.frozen(kw_only=True)
class DecreedDate:
    """The dates of one stage, set by the authority.

    Attributes:
        stage: Key of the stage in the statute.
        start: Its first day or moment; None if only the last was set.
        end: Its last day or moment, included; that of ``start`` if None.
        only: ``start`` if the first day alone is known, so that it is not taken for the last day too; else empty.
        planned_start: Its first planned day, if a change moved it.
        planned_end: Its last planned day; that of ``planned_start`` if None.
        changes: Later decisions, in order; ``start`` and ``end`` include their effect.
        occurrences: Its dates, if it has several.
        alternatives: The dates given by sources that contradict each other; then ``start`` and ``end`` are not set.
        by: The instrument that set it; empty if unknown.
        sources: Keys of the sources that state it.
        confidence: Attestation, as in a citation.
        note: Further remarks for the reader.
    """

    stage: str
    start: Value | None = None
    end: Value | None = None
    only: Literal["", "start"] = ""
    planned_start: Value | None = None
    planned_end: Value | None = None
    changes: tuple[Change, ...] = ()
    occurrences: tuple[Occurrence, ...] = ()
    alternatives: tuple[Alternative, ...] = ()
    by: str = ""
    sources: tuple[str, ...] = ()
    confidence: str = ""
    note: Note = attrs.field(default=NO_NOTE, converter=Note)

    def __repr__(self) -> str:
        """Return the stage and its first and last day."""
        return f"<DecreedDate {self.stage}: {self.first} to {self.last}>"

    @property
    def first(self) -> Value | None:
        """The first day or moment, over all occurrences."""
        if self.start is not None:
            return self.start
        starts = [occurrence.start for occurrence in self.occurrences]
        return min(starts, key=day_of) if starts else None

    @property
    def last(self) -> Value | None:
        """The last day or moment, over all occurrences."""
        if self.end is not None or self.only:
            return self.end
        ends = [occurrence.end or occurrence.start for occurrence in self.occurrences]
        return max(ends, key=day_of) if ends else self.start

    @property
    def planned(self) -> tuple[Value, Value] | None:
        """The first and last planned day; None if no change moved them."""
        if self.planned_start is None:
            return None
        return self.planned_start, self.planned_end or self.planned_start


@attrs.frozen(kw_only=True)
class Branch:
    """The outcome of a contingency of the statute.

    Attributes:
        key: Key of the contingency, as its stages name it.
        held: Whether it took place.
        sources: Keys of the sources that state it.
        note: Further remarks for the reader.
    """

    key: str
    held: bool
    sources: tuple[str, ...] = ()
    note: Note = attrs.field(default=NO_NOTE, converter=Note)

    __repr__ = value_text


@attrs.frozen(kw_only=True)
class Link:
    """A relation to another election.

    Attributes:
        relation: ``replaces``: it is held instead of the other; ``replaced_by``: the other is held instead, and all
            stages that had not ended when that became known are superseded; ``combined_with``: both polls are held
            together.
        election: The other election: an id of the catalogue, or a path beside the file.
        by: The instrument that decided it; empty if unknown.
        known: The day on which it became known; None if the day was not found.
        cause: Its cause; empty if it is none of those listed.
        shares: Stages that take their dates from the other election.
        sources: Keys of the sources that state it.
        note: Further remarks for the reader.
    """

    relation: Literal["replaces", "replaced_by", "combined_with"]
    election: str
    by: str = ""
    known: date | None = None
    cause: ChangeCause = ""
    shares: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    note: Note = attrs.field(default=NO_NOTE, converter=Note)

    __repr__ = value_text


@attrs.frozen(kw_only=True)
class Election:
    """One election.

    Attributes:
        id: Its name in the catalogue, such as ``id/general-2024``.
        name: Its name for people.
        statute: The law under which it is held.
        facts: The facts on which the law depends, such as the nation in which it is held.
        dates: The decreed dates.
        branches: The outcomes of contingencies.
        calendar: The days in which its working days differ from those of the law; ``statute`` includes them.
        links: Its relations to other elections.
        phases: The phases in which the repeating stages of the statute take place, besides those of the statute.
        provisional: Whether dates may be counted with estimated holidays, and are then tentative.
        sources: The sources that its dates name, by key.
    """

    id: str
    name: Text
    statute: Statute
    facts: Mapping[str, str] = attrs.field(factory=dict)
    dates: tuple[DecreedDate, ...] = attrs.field(default=(), metadata={"toml": "date"})
    branches: tuple[Branch, ...] = attrs.field(default=(), metadata={"toml": "branch"})
    calendar: ElectionCalendar = attrs.field(factory=ElectionCalendar)
    links: tuple[Link, ...] = attrs.field(default=(), metadata={"toml": "link"})
    phases: tuple[PollPhase, ...] = attrs.field(default=(), metadata={"toml": "phase"})
    provisional: bool = False
    sources: Mapping[str, Source] = attrs.field(factory=dict, metadata={"toml": "source"})

    def __repr__(self) -> str:
        """Return the id, the statute and the number of decreed dates."""
        return f"<Election {self.id}: statute {self.statute.id}, {len(self.dates)} stages with decreed dates>"

    @cached_property
    def official(self) -> Mapping[str, tuple[ResolvedDate | None, ResolvedDate | None]]:
        """The first and the last decreed day of each stage, with their reasons."""
        return {decreed.stage: self._official(decreed) for decreed in self.dates}

    def _official(self, decreed: DecreedDate) -> tuple[ResolvedDate | None, ResolvedDate | None]:
        sources = tuple(self.sources[key] for key in decreed.sources if key in self.sources)
        reason = Decreed(decreed.by, sources, decreed.confidence, decreed.note)
        first, last = decreed.first, decreed.last
        return (
            None if first is None else ResolvedDate(first, "official", reason),
            None if last is None else ResolvedDate(last, "official", reason),
        )


def check_election(election: Election) -> tuple[Fault, ...]:
    """Return all faults of the election as a whole."""
    return (*_stages(election), *_order(election), *_links(election), *_sources(election))


def _stages(election: Election) -> Iterator[Fault]:
    stages: set[str] = set()
    for index, decreed in enumerate(election.dates):
        path = f"date[{index}].stage"
        if decreed.stage not in election.statute:
            yield Fault(
                path, phrase("the stage {stage!r}", stage=decreed.stage), election.statute.expected_key(decreed.stage)
            )
        elif occurrences := occurrences_of(election.statute, decreed.stage):
            expected = phrase("the stage of one phase: {names}", names=", ".join(occurrences))
            yield Fault(path, phrase("the stage {stage!r}, which takes place in phases", stage=decreed.stage), expected)
        if decreed.stage in stages:
            yield Fault(
                path, phrase("{stage!r} a second time", stage=decreed.stage), phrase("one entry for each stage")
            )
        stages.add(decreed.stage)
    branches = {stage.branch for stage in election.statute.stages if stage.branch}
    for index, branch in enumerate(election.branches):
        if branch.key not in branches:
            yield Fault(
                f"branch[{index}].key", quoted(branch.key), phrase("one of {names}", names=", ".join(sorted(branches)))
            )


def _links(election: Election) -> Iterator[Fault]:
    for index, link in enumerate(election.links):
        if link.election == election.id:
            yield Fault(f"link[{index}].election", quoted(link.election), phrase("another election than this one"))
        if link.relation == "replaced_by" and link.known is None:
            expected = phrase("the day on which it became known, for all stages that had ended by then stay valid")
            yield Fault(f"link[{index}].known", phrase("nothing"), expected)


def _order(election: Election) -> Iterator[Fault]:
    for index, decreed in enumerate(election.dates):
        if decreed.only and (decreed.start is None or decreed.end is not None):
            yield Fault(f"date[{index}].only", quoted(decreed.only), phrase("a 'start' and no 'end' beside it"))
        spans = [("", decreed.start, decreed.end), (".planned", decreed.planned_start, decreed.planned_end)]
        spans += [(f".occurrences[{n}]", entry.start, entry.end) for n, entry in enumerate(decreed.occurrences)]
        spans += [(f".alternatives[{n}]", entry.start, entry.end) for n, entry in enumerate(decreed.alternatives)]
        for field, start, end in spans:
            for part, value in (("start", start), ("end", end)):
                if value is not None and day_of(value) == date.max:
                    yield Fault(f"date[{index}]{field}.{part}", verbatim(show(value)), LAST_DAY_EXPECTED)
            if start is not None and end is not None and day_of(end) < day_of(start):
                yield Fault(
                    f"date[{index}]{field}.end",
                    verbatim(show(end)),
                    phrase("a date not before the start, {start}", start=show(start)),
                )


def _sources(election: Election) -> Iterator[Fault]:
    for path, keys in _citing(election):
        for key in keys:
            if key not in election.sources:
                yield Fault(path, quoted(key), phrase("a key of [source]"))


def _citing(election: Election) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the path and the keys of each list of sources."""
    for index, day in enumerate(election.calendar.days):
        yield f"calendar.days[{index}].sources", day.sources
    for index, link in enumerate(election.links):
        yield f"link[{index}].sources", link.sources
    for index, decreed in enumerate(election.dates):
        yield f"date[{index}].sources", decreed.sources
        groups = [(f".changes[{n}]", change.sources) for n, change in enumerate(decreed.changes)]
        groups += [(f".occurrences[{n}]", occurrence.sources) for n, occurrence in enumerate(decreed.occurrences)]
        groups += [(f".alternatives[{n}]", alternative.sources) for n, alternative in enumerate(decreed.alternatives)]
        yield from ((f"date[{index}]{field}.sources", keys) for field, keys in groups)
