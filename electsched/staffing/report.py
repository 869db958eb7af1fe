"""The muster report: the strength of each unit beside its need in each phase, as values, text and data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import attrs

from electsched.i18n.languages import words
from electsched.i18n.text import Text, long_date
from electsched.operation.resources import Strength
from electsched.staffing.tables import csv_text
from electsched.values import value_text

__all__ = ["PEOPLE", "Readiness", "ReadinessLine"]

PEOPLE = "people"
"""The value of `ReadinessLine.resource` for people."""
COLUMNS = ("phase", "unit", "resource", "need", "have", "short", "on_duty", "start", "end", "unmanned", "unsent")


@attrs.frozen(kw_only=True)
class ReadinessLine:
    """The need and the stock of people, or of one resource, of a unit in a phase, on the day of the largest shortage.

    Attributes:
        phase: The key of the window.
        unit: The key of the unit.
        resource: `PEOPLE`, or the key of a resource.
        name: The name of the resource, for people.
        need: How many are needed. For people: the establishment, and the people that it must send to others and lacks.
        have: How many the unit has. For people: those present, those on leave under a leave embargo, and those sent by
            other units, without those sent to others.
        on_duty: For people, the largest headcount of a day; else 0.
        start: The first day of the shortage; the first day of the need if there is no shortage.
        end: The last such day, included.
        unmanned: For people, about how many person-shifts stay empty on the days of the shortage, in proportion.
        unsent: For people, how many of those to be sent to others the unit lacks, on the worst day.
        posts: For resources of posts, the names of the posts that need it on the days from start to end, by key.
    """

    phase: str
    unit: str
    resource: str
    name: Text = attrs.field(repr=False)
    need: int
    have: int
    on_duty: int
    start: date
    end: date
    unmanned: int
    unsent: int = 0
    posts: Mapping[str, Text] = attrs.field(factory=dict)

    __repr__ = value_text

    @property
    def short(self) -> int:
        """How many are missing; 0 if there are enough."""
        return max(self.need - self.have, 0)

    def effect(self, language: str) -> str:
        """Return the days and the effect of the shortage in words; empty if there is none."""
        if not self.short:
            return ""
        people_kind, resource_kind = "unsent" if self.unsent else "people", "posts" if self.posts else "each"
        kind = people_kind if self.resource == PEOPLE else resource_kind
        days = " – ".join(dict.fromkeys(long_date(day, language) for day in (self.start, self.end)))
        posts = ", ".join(name[language] for name in self.posts.values())
        effect = words(language)[f"readiness.effect_{kind}"]
        return f"{days}: " + effect.format(unmanned=self.unmanned, unsent=self.unsent, short=self.short, posts=posts)

    def to_dict(self) -> dict[str, Any]:
        """Return the line as plain data; posts by key."""
        return {
            "phase": self.phase,
            "unit": self.unit,
            "resource": self.resource,
            "need": self.need,
            "have": self.have,
            "short": self.short,
            "on_duty": self.on_duty,
            "start": self.start.isoformat(),
            "end": self.end.isoformat(),
            "unmanned": self.unmanned,
            "unsent": self.unsent,
            "posts": list(self.posts),
        }


@attrs.frozen(kw_only=True, repr=False)
class Readiness:
    """The strength of a plan's units beside their needs.

    Attributes:
        lines: Every line, by phase and unit in the order of the plan, people first.
        uncounted: The keys of the units that have a need, but no strength in the plan.
        strengths: The strength of each unit.
        names: The names of units and phases, by key.
    """

    lines: tuple[ReadinessLine, ...]
    uncounted: tuple[str, ...] = ()
    strengths: tuple[Strength, ...] = ()
    names: Mapping[str, Text] = attrs.field(factory=dict)

    def __repr__(self) -> str:
        """Return the number of lines, of shortages and of units without a strength."""
        counts = f"{len(self.lines):,} lines, {len(self.short):,} short"
        return f"Readiness({counts}, {len(self.uncounted):,} units not counted)"

    @property
    def short(self) -> tuple[ReadinessLine, ...]:
        """The lines with a shortage."""
        return tuple(line for line in self.lines if line.short)

    def to_text(self, language: str = "en") -> str:
        """Return the shortages as lines of text."""
        return "\n".join(self._text_lines(language))

    def _text_lines(self, language: str) -> Iterator[str]:
        for line in self.short:
            subject = f"{self.names[line.phase][language]}, {self.names[line.unit][language]}, {line.name[language]}"
            yield f"{subject}: {line.need} - {line.have} = {line.short}; {line.effect(language)}"
        for unit in self.uncounted:
            yield f"{words(language)['readiness.uncounted']}: {self.names[unit][language]}"
        if not self.short and not self.uncounted:
            yield words(language)["readiness.enough"]

    def to_dict(self) -> dict[str, Any]:
        """Return the muster report as plain data."""
        return {
            "strength": [strength.to_dict() for strength in self.strengths],
            "lines": [line.to_dict() for line in self.lines],
            "uncounted": list(self.uncounted),
        }

    def to_csv(self) -> str:
        """Return the lines as CSV, with the columns of `to_frame`."""
        rows = (line.to_dict() for line in self.lines)
        return csv_text(COLUMNS, ([row[column] for column in COLUMNS] for row in rows))

    def to_frame(self) -> Any:  # noqa: ANN401  # a pandas.DataFrame; pandas is optional
        """Return a `pandas.DataFrame` with a row for each line.

        Raises:
            ModuleNotFoundError: pandas is not installed.
        """
        import pandas as pd  # noqa: PLC0415  # optional, and heavy

        frame = pd.DataFrame([line.to_dict() for line in self.lines], columns=COLUMNS)
        return frame.astype({"start": "datetime64[ns]", "end": "datetime64[ns]"})
