"""A timeline as a value: all stages of one election, by key and in the order of the law."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from operator import attrgetter
from typing import Any, ClassVar, TypeVar, overload

import attrs

from electsched.errors import unknown_name
from electsched.i18n.languages import words
from electsched.i18n.text import Text
from electsched.law.citation import Citation
from electsched.law.rules.trace import Part, Value
from electsched.law.statute import Statute
from electsched.timeline.assumptions import NO_ASSUMPTIONS, Assumptions
from electsched.timeline.election import Link
from electsched.timeline.serialize import plain
from electsched.timeline.solving.limits import LimitCheck, occurrence_checks
from electsched.timeline.stage import Stage
from electsched.values import value_text

__all__ = ["BrokenLimit", "Timeline"]

_Default = TypeVar("_Default")


@attrs.frozen
class BrokenLimit:
    """A limit that a given or official date breaks.

    Attributes:
        stage: Key of the stage.
        part: Its first or its last day.
        date: The day or moment that breaks the limit.
        rule: Text of the limit.
        law: Its provision.
    """

    stage: str
    part: Part
    date: Value
    rule: str
    law: Citation

    __repr__ = value_text


@attrs.frozen(kw_only=True)
class Timeline:
    """All stages of one election.

    Attributes:
        id: Id of the election, or of the statute if there is no election.
        name: Its name for people, by language.
        statute: The law.
        zone: IANA zone of the jurisdiction's clock.
        stages: The stages of the law in its order, dated or not, without those that exist only for other facts.
        facts: The facts on which the law depends.
        dropped: Keys of the stages whose official dates were dropped, for they rest on a date that the caller changed.
        links: The relations of the election to others.
        assumptions: The dates, facts and holidays that the caller gave.
    """

    DATA: ClassVar = ("id", "name", "zone", "facts", "links", "dropped", "broken_limits", "stages")
    """The attributes that its data has."""

    id: str
    name: Text
    statute: Statute
    zone: str
    stages: tuple[Stage, ...]
    facts: Mapping[str, str] = attrs.field(factory=dict)
    dropped: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()
    assumptions: Assumptions = attrs.field(default=NO_ASSUMPTIONS, repr=False)

    def __repr__(self) -> str:
        """Return the id, the number of stages and the days from the first to the last."""
        dated = self.dated
        span = f"{dated[0].start} to {max(stage.end for stage in dated)}" if dated else "no dates"
        return f"<Timeline {self.id}: {len(self)} stages, {span}, {self.zone}>"

    @cached_property
    def _by_key(self) -> Mapping[str, Stage]:
        return {stage.key: stage for stage in self.stages}

    def __getitem__(self, key: str) -> Stage:
        """Return the stage of a key.

        Raises:
            UnknownNameError: The timeline has no such stage.
        """
        if key not in self._by_key:
            raise unknown_name("stage", key, self._by_key, source=self.id)
        return self._by_key[key]

    @overload
    def get(self, key: str) -> Stage | None: ...

    @overload
    def get(self, key: str, default: _Default) -> Stage | _Default: ...

    def get(self, key: str, default: _Default | None = None) -> Stage | _Default | None:
        """Return the stage of a key, or the default if there is no such stage."""
        return self._by_key.get(key, default)

    def __contains__(self, key: object) -> bool:
        """Return whether there is a stage of that key."""
        return key in self._by_key

    def __iter__(self) -> Iterator[Stage]:
        """Yield the stages in the order of the law."""
        return iter(self.stages)

    def __len__(self) -> int:
        """Return the number of stages."""
        return len(self.stages)

    @property
    def dated(self) -> tuple[Stage, ...]:
        """The stages that have a date and take place, sorted by first day, last day and order of the law."""
        stages = [stage for stage in self.stages if stage.dated and stage.status != "not_held"]
        # The period is the pair of the first and the last day.
        return tuple(sorted(stages, key=attrgetter("_period")))

    @property
    def broken_limits(self) -> tuple[BrokenLimit, ...]:
        """The limits that given or official dates break, in the order of the law; also those of single occurrences."""
        return tuple(
            BrokenLimit(stage.key, check.limit.expr.left.part, check.actual.value, check.limit.rule, check.limit.law)
            for stage in self.stages
            for check in self._checks(stage)
            if check.kept is False and check.actual is not None
        )

    def _checks(self, stage: Stage) -> Iterator[LimitCheck]:
        """Yield the checks of the limits of a stage, each with those of its occurrences."""
        for check in stage.limits:
            yield check
            if stage.occurrences:
                calendar = self.assumptions.calendar(self.statute, self.facts, stage.key)
                provisional = self.assumptions.provisional
                own_checks = occurrence_checks(
                    check, stage.occurrences, self.statute, calendar, provisional=provisional
                )
                yield from (own_check for _, own_check in own_checks)

    def to_dict(self) -> dict[str, Any]:
        """Return the timeline as data for JSON, with all stages in the order of the law; `json_schema` describes it."""
        return {name: plain(getattr(self, name)) for name in self.DATA}

    def to_svg(self, language: str = "en") -> str:
        """Return a chart of the stages as an SVG document, with a row for each kind.

        Raises:
            UnknownNameError: The package has no words in that language.
        """
        from electsched.timeline.chart import stage_picture, svg  # noqa: PLC0415  # loaded when a picture is asked for

        return svg(stage_picture(self.dated, self.name, language), alone=True)

    def _repr_svg_(self) -> str:
        return self.to_svg()

    def to_frame(self, language: str = "en") -> Any:  # noqa: ANN401  # a pandas.DataFrame; pandas is optional
        """Return the dated stages as a `pandas.DataFrame`, indexed by key, in order of time.

        ``start`` and ``end`` are days, both included; ``closes`` is a moment on the jurisdiction's clock.

        Raises:
            ModuleNotFoundError: pandas is not installed.
            UnknownNameError: The package has no words in that language.
        """
        import pandas as pd  # noqa: PLC0415  # optional, and slow to load

        words(language)  # an unknown language is an error
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
                "earliest_start": pd.Timestamp(stage.earliest_start) if stage.earliest_start else pd.NaT,
                "latest_start": pd.Timestamp(stage.latest_start) if stage.latest_start else pd.NaT,
                "law": "; ".join(map(str, stage.citations)),
            }
            for stage in self.dated
        }
        return pd.DataFrame.from_dict(rows, orient="index").rename_axis("stage")
