"""The stages of an election as a page shows them: rows of a table with their provisions."""

from __future__ import annotations

from datetime import date

import attrs

from electsched.i18n.languages import words
from electsched.law.date_arithmetic import day_of, first_day
from electsched.law.rules.trace import Decreed, Part, ResolvedDate
from electsched.timeline.stage import Stage
from electsched.timeline.status import FIRM
from electsched.timeline.timeline import Timeline
from electsched.timeline.wording.step_words import say
from electsched.values import value_text

__all__ = ["StageRow", "stage_rows"]


@attrs.frozen
class StageRow:
    """A row of the table of stages.

    Attributes:
        name: The name of the stage.
        first: Its first day or moment, in words.
        last: Its last day or moment, in words.
        days: The number of its days.
        kind: The key of its kind.
        kind_name: The name of its kind.
        law: Its provisions, or the decree that sets it if it has none.
        doubt: The reason why the dates are not firm, in words; empty if they are.
        gaps: The days within it on which it does not take place, in words; empty if there are none.
        start: Its first day; None if it has no date.
        end: Its last day, included; None if it has no date.
    """

    name: str
    first: str
    last: str
    days: int
    kind: str
    kind_name: str
    law: str
    doubt: str
    gaps: str
    start: date | None
    end: date | None

    __repr__ = value_text


def stage_rows(timeline: Timeline, language: str) -> tuple[StageRow, ...]:
    """Return the dated stages as rows, in the order of the timeline."""
    return tuple(_row(stage, language) for stage in timeline.dated)


def _row(stage: Stage, language: str) -> StageRow:
    first, last = (stage.effective.first or stage.effective.last), (stage.effective.last or stage.effective.first)
    return StageRow(
        name=stage.name[language],
        first=say(first.value, language) if first else "",
        last=say(last.value, language) if last else "",
        days=stage.days,
        kind=stage.kind,
        kind_name=words(language)[f"kind.{stage.kind}"],
        law="; ".join(dict.fromkeys(citation.in_words(language) for citation in stage.citations)) or _decree(first),
        doubt=_doubt(stage, language),
        gaps=_gaps(stage, language),
        start=first_day(*stage.periods[0]) if stage.periods else None,
        end=day_of(stage.periods[-1][1]) if stage.periods else None,
    )


def _gaps(stage: Stage, language: str) -> str:
    days = "; ".join(f"{say(gap.day, language)} ({gap.name[language]})" for gap in stage.gaps)
    return f"{words(language)['calendar.gap']}: {days}" if days else ""


def _doubt(stage: Stage, language: str) -> str:
    if stage.status in FIRM:
        return ""
    if stage.changes:
        return words(language)[f"status.{stage.changes[-1].status}"]
    if stage.holidays != "known":
        return words(language)["calendar.estimated"]
    if stage.branch:
        return words(language)["calendar.contingency"]
    doubts: dict[Part | None, str] = {"end": "no_later", "start": "starts_no_later", None: "not_firm"}
    return words(language)[f"page.{doubts[stage.open_part]}"]


def _decree(resolved: ResolvedDate | None) -> str:
    return resolved.reason.by if resolved and isinstance(resolved.reason, Decreed) else ""
