"""The stages of an election as a page shows them: a picture, and a table with their provisions."""

from __future__ import annotations

import attrs

from electsched.law.trace import Decreed, Found
from electsched.timeline.chart import stage_picture, svg
from electsched.timeline.explain import say
from electsched.timeline.stage import Stage, Timeline
from electsched.timeline.status import FIRM

__all__ = ["StageRow", "StageView", "stage_view"]


@attrs.frozen
class StageRow:
    """A row of the table of stages.

    Attributes:
        name: What the stage is called.
        first: Its first day or moment, in words.
        last: Its last.
        days: How many days it has.
        kind: What kind of stage it is.
        law: The provisions it rests on, else the decree that sets it.
        doubt: The word that says how it is not firm; empty where it is.
    """

    name: str
    first: str
    last: str
    days: int
    kind: str
    law: str
    doubt: str


@attrs.frozen
class StageView:
    """The stages in one language.

    Attributes:
        picture: Their bars over time, in SVG.
        rows: Their table.
    """

    picture: str = attrs.field(repr=False)
    rows: tuple[StageRow, ...] = attrs.field(repr=False)


def stage_view(timeline: Timeline, language: str) -> StageView:
    """Return the stages as a picture and as rows."""
    return StageView(_stage_svg(timeline, language), tuple(_row(stage, language) for stage in timeline.dated))


def _stage_svg(timeline: Timeline, language: str) -> str:
    """Return the stages as a picture whose bars say the law when pointed at, with room for a mark of today."""
    laws = {stage.name: "; ".join(str(law) for law in stage.citations) for stage in timeline.dated}
    return svg(stage_picture(timeline.dated, timeline.name, language, note=lambda stage: laws[stage.name]))


def _row(stage: Stage, language: str) -> StageRow:
    first, last = (stage.effective.first or stage.effective.last), (stage.effective.last or stage.effective.first)
    return StageRow(
        name=stage.name[language],
        first=_shown(first, language),
        last=_shown(last, language),
        days=stage.days,
        kind=stage.kind,
        law="; ".join(str(law) for law in stage.citations) or _decree(first),
        doubt=_doubt(stage),
    )


def _doubt(stage: Stage) -> str:
    if stage.status in FIRM:
        return ""
    if stage.changes:
        return stage.status
    return "no later" if stage.effective.last and stage.effective.last.origin == "limit" else "not firm"


def _decree(found: Found | None) -> str:
    return found.reason.by if found and isinstance(found.reason, Decreed) else ""


def _shown(found: Found | None, language: str) -> str:
    return say(found.value, language) if found else ""
