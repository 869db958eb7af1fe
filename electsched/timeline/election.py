"""An election as values: a statute and what the authorities have decreed so far, each date with its source."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cached_property
from typing import Literal

import attrs

from electsched.errors import Fault
from electsched.i18n.text import Text
from electsched.law.date_arithmetic import day_of, show
from electsched.law.statute import Statute
from electsched.law.trace import Decreed, Found, Source, Value

__all__ = [
    "Alternative",
    "Branch",
    "Cause",
    "Change",
    "DecreedDate",
    "Election",
    "Link",
    "Occurrence",
    "check_election",
]

Cause = Literal["", "death_of_candidate", "demise_of_the_crown", "uncontested", "emergency", "disaster", "court"]
"""Why it was decided, where it is one of these."""


@attrs.frozen(kw_only=True)
class Occurrence:
    """One of the several dates of a stage, such as one debate of five.

    Attributes:
        key: What it is called for good; its identity when it moves.
        name: Its name for people.
        start: Its first day or moment.
        end: Its last day or moment; that of ``start`` where None.
        area: Where it takes place, where it does not everywhere.
        sources: Keys of the sources that state it.
    """

    key: str
    name: Text
    start: Value
    end: Value | None = None
    area: str = ""
    sources: tuple[str, ...] = ()


@attrs.frozen(kw_only=True)
class Alternative:
    """One of several dates that sources give where they contradict each other.

    Attributes:
        start: The first day or moment, as they give it.
        end: The last day or moment, included.
        sources: Keys of the sources that state it.
        note: What a reader should know besides.
    """

    start: Value
    end: Value
    sources: tuple[str, ...]
    note: str = ""


@attrs.frozen(kw_only=True)
class Change:
    """What was decided on a stage after its dates had been set.

    Attributes:
        status: What became of it.
        by: The instrument that decided it.
        known: The day on which it became known; None where that was not found.
        cause: Why it was decided; empty where it is none of the known causes.
        sources: Keys of the sources that state it.
        note: What a reader should know besides.
    """

    status: Literal["suspended", "resumed", "postponed", "cancelled", "superseded", "annulled"]
    by: str
    known: date | None = None
    cause: Cause = ""
    sources: tuple[str, ...] = ()
    note: str = ""


@attrs.frozen(kw_only=True)
class DecreedDate:
    """The dates of one stage as the authority set them.

    Attributes:
        stage: The stage's key in the statute.
        start: Its first day or moment; None where only the last was set.
        end: Its last day or moment, included; that of ``start`` where None.
        only: Which day alone is known, where ``start`` is not the last day too; empty for most.
        planned_start: Its first day as it was planned, where a change moved it.
        planned_end: Its last day as it was planned; that of ``planned_start`` where None.
        changes: What was decided on it since, in order; ``start`` and ``end`` are as it then stands.
        occurrences: Its dates, where it has several.
        alternatives: What the sources say where they contradict each other; then neither start nor end is set.
        by: The instrument by which it was set; empty where not known.
        sources: Keys of the sources that state it.
        confidence: How well it is attested, as in a citation.
        note: What a reader should know besides.
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
    note: str = ""

    @property
    def first(self) -> Value | None:
        """The first day or moment, of the occurrences where it has several."""
        if self.start is not None:
            return self.start
        days = [item.start for item in self.occurrences]
        return min(days, key=day_of) if days else None

    @property
    def planned(self) -> tuple[Value, Value] | None:
        """First and last day as they were planned; None where no change moved them."""
        if self.planned_start is None:
            return None
        return self.planned_start, self.planned_end or self.planned_start

    @property
    def last(self) -> Value | None:
        """The last day or moment, of the occurrences where it has several."""
        if self.end is not None or self.only:
            return self.end
        days = [item.end or item.start for item in self.occurrences]
        return max(days, key=day_of) if days else self.start


@attrs.frozen(kw_only=True)
class Branch:
    """Whether a contingency of the statute came about.

    Attributes:
        key: The branch, as its stages name it.
        held: Whether it took place.
        sources: Keys of the sources that state it.
        note: What a reader should know besides.
    """

    key: str
    held: bool
    sources: tuple[str, ...] = ()
    note: str = ""


@attrs.frozen(kw_only=True)
class Link:
    """How an election stands to another.

    Attributes:
        relation: ``replaces``: it is held in place of the other; ``replaced_by``: the other is held in its place, and
            what had not ended when that became known is superseded; ``combined_with``: both polls are held together.
        election: The other: an id of the catalogue, or a path beside the file.
        by: The instrument that decided it; empty where not known.
        known: The day on which it became known; None where that was not found.
        cause: Why it was decided; empty where it is none of the known causes.
        shares: Stages whose dates are those that were set for the other.
        sources: Keys of the sources that state it.
        note: What a reader should know besides.
    """

    relation: Literal["replaces", "replaced_by", "combined_with"]
    election: str
    by: str = ""
    known: date | None = None
    cause: Cause = ""
    shares: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    note: str = ""


@attrs.frozen(kw_only=True)
class Election:
    """One election.

    Attributes:
        id: Its name in the catalogue, such as ``id/general-2024``.
        name: Its name for people.
        statute: The law under which it is held.
        facts: What the law asks of it, such as the nation in which it is held.
        dates: What was decreed.
        branches: Which contingencies came about.
        links: How it stands to other elections.
        sources: What its dates name, by key.
    """

    id: str
    name: Text
    statute: Statute = attrs.field(repr=False)
    facts: Mapping[str, str] = attrs.field(factory=dict)
    dates: tuple[DecreedDate, ...] = attrs.field(default=(), repr=False, metadata={"toml": "date"})
    branches: tuple[Branch, ...] = attrs.field(default=(), metadata={"toml": "branch"})
    links: tuple[Link, ...] = attrs.field(default=(), metadata={"toml": "link"})
    sources: Mapping[str, Source] = attrs.field(factory=dict, repr=False, metadata={"toml": "source"})

    @cached_property
    def official(self) -> Mapping[str, tuple[Found | None, Found | None]]:
        """The first and last day that were decreed of each stage, with their reasons."""
        return {decreed.stage: self._read(decreed) for decreed in self.dates}

    def _read(self, decreed: DecreedDate) -> tuple[Found | None, Found | None]:
        sources = tuple(self.sources[key] for key in decreed.sources if key in self.sources)
        reason = Decreed(decreed.by, sources, decreed.confidence, decreed.note)
        first, last = decreed.first, decreed.last
        return (
            None if first is None else Found(first, "official", reason),
            None if last is None else Found(last, "official", reason),
        )


def check_election(election: Election) -> tuple[Fault, ...]:
    """Return every fault of the election as a whole, none where it is sound."""
    return (*_stages(election), *_order(election), *_links(election), *_sources(election))


def _stages(election: Election) -> Iterator[Fault]:
    seen: set[str] = set()
    for index, decreed in enumerate(election.dates):
        path = f"date[{index}].stage"
        if decreed.stage not in election.statute:
            yield Fault(path, f"the stage {decreed.stage!r}", election.statute.expected_key())
        if decreed.stage in seen:
            yield Fault(path, f"{decreed.stage!r} a second time", "one entry for each stage")
        seen.add(decreed.stage)
    known = {stage.branch for stage in election.statute.stages if stage.branch}
    for index, branch in enumerate(election.branches):
        if branch.key not in known:
            yield Fault(f"branch[{index}].key", repr(branch.key), "one of " + ", ".join(sorted(known)))


def _links(election: Election) -> Iterator[Fault]:
    for index, link in enumerate(election.links):
        if link.election == election.id:
            yield Fault(f"link[{index}].election", repr(link.election), "another election than this one")
        if link.relation == "replaced_by" and link.known is None:
            expected = "the day on which it became known, for what had ended before stays as it is"
            yield Fault(f"link[{index}].known", "nothing", expected)


def _order(election: Election) -> Iterator[Fault]:
    for index, decreed in enumerate(election.dates):
        if decreed.only and (decreed.start is None or decreed.end is not None):
            yield Fault(f"date[{index}].only", repr(decreed.only), "a 'start' and no 'end' beside it")
        pairs = [("", decreed.start, decreed.end), (".planned", decreed.planned_start, decreed.planned_end)]
        pairs += [(f".occurrences[{n}]", item.start, item.end) for n, item in enumerate(decreed.occurrences)]
        pairs += [(f".alternatives[{n}]", item.start, item.end) for n, item in enumerate(decreed.alternatives)]
        for where, start, end in pairs:
            if start is not None and end is not None and day_of(end) < day_of(start):
                yield Fault(f"date[{index}]{where}.end", show(end), f"a date not before the start, {show(start)}")


def _sources(election: Election) -> Iterator[Fault]:
    for index, link in enumerate(election.links):
        for key in link.sources:
            if key not in election.sources:
                yield Fault(f"link[{index}].sources", repr(key), "a key of [source]")
    for index, decreed in enumerate(election.dates):
        groups = [("", decreed.sources)]
        groups += [(f".changes[{n}]", item.sources) for n, item in enumerate(decreed.changes)]
        groups += [(f".occurrences[{n}]", item.sources) for n, item in enumerate(decreed.occurrences)]
        groups += [(f".alternatives[{n}]", item.sources) for n, item in enumerate(decreed.alternatives)]
        for where, keys in groups:
            for key in keys:
                if key not in election.sources:
                    yield Fault(f"date[{index}]{where}.sources", repr(key), "a key of [source]")
