"""The page of an election for everybody: polling day, the next stages, a chart, and the law of each stage."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from electsched.calendars.feed import Feed
from electsched.i18n.text import long_date, minute_clock
from electsched.law.date_arithmetic import Moment, day_of, first_day
from electsched.pages.parts.day_chart import ChartBar, day_chart
from electsched.pages.parts.day_names import day_range
from electsched.pages.renderer import PageContext, Renderer
from electsched.pages.stages import StageRow, stage_rows
from electsched.pages.subscribe import NOTHING_SPLIT, Split, all_links, refresh_hours
from electsched.timeline.stage import Stage
from electsched.timeline.timeline import Timeline
from electsched.timespan import zone_named

__all__ = ["public_page"]

NEXT_STAGES = 3
PHASE = "@"
"""The sign between the key of a stage and that of its phase."""


def public_page(
    renderer: Renderer, timeline: Timeline, feeds: Iterable[Feed], context: PageContext, *, split: Split = NOTHING_SPLIT
) -> bytes:
    """Return the page of the stages of an election; it shows nothing of an operation or a duty."""
    calendars, language = list(feeds), context.language
    rows = stage_rows(timeline, language)
    today = context.stamp.astimezone(zone_named(context.zone)).date()
    drawn = sorted(_bars(timeline.dated, rows, language), key=lambda bar: (bar.start, bar.end))
    chart, polling = day_chart(drawn, language), _polling(timeline, language)
    return renderer.render(
        "public.html",
        context,
        page_style=chart.style if chart else "",
        operation=timeline.name[language],
        title=timeline.name[language],
        is_provisional=any(stage.provisional for stage in timeline.dated),
        zone=context.zone,
        polling=polling,
        shown_polling=next(
            (day["day"] for day in polling if day["day"] >= today), polling[-1]["day"] if polling else None
        ),
        following=[row for row in sorted(rows, key=_start) if row.start and row.start > today][:NEXT_STAGES],
        chart=chart,
        rows=rows,
        links=all_links(calendars, split),
        has_variant=len(calendars) > 1,
        refresh=refresh_hours(calendars),
    )


def _start(row: StageRow) -> date:
    return row.start or date.max


def _polling(timeline: Timeline, language: str) -> list[Mapping[str, Any]]:
    """Return the first polling day, and if the poll is in phases that of each, in words and as a date, with its hours.

    A day of a phase without hours has the name of its phase.
    """
    stages = [stage for stage in timeline.dated if stage.kind == "voting" and not stage.branch]
    phases = [stage for stage in stages if PHASE in stage.key]
    days = sorted({first_day(*stage.periods[0]) for stage in phases or stages})
    return [_polling_day(day, stages, language, is_phase=bool(phases)) for day in (days if phases else days[:1])]


def _polling_day(day: date, stages: Iterable[Stage], language: str, *, is_phase: bool) -> Mapping[str, Any]:
    of_day = [stage for stage in stages if first_day(*stage.periods[0]) == day]
    notes = [_hours(stage, day, language) for stage in of_day]
    if is_phase:
        notes += [stage.name[language] for stage in of_day if PHASE in stage.key]
    return {"day": day, "words": long_date(day, language, weekday=True), "note": next(filter(None, notes), "")}


def _hours(stage: Stage, day: date, language: str) -> str:
    """Return the name of a stage and its hours on a day; empty if it has no hours, or lasts longer."""
    first, last = stage.periods[0]
    if not (isinstance(first, Moment) and isinstance(last, Moment) and first.day == last.day == day):
        return ""
    hours = (minute_clock(minutes, language) for minutes in (first.minutes, last.minutes))
    return f"{stage.name[language]}: {' – '.join(hours)}"


def _bars(stages: Iterable[Stage], rows: Iterable[StageRow], language: str) -> Iterator[ChartBar]:
    dated = list(stages)
    years = {day_of(moment).year for stage in dated for period in stage.periods for moment in period}
    has_year = len(years) > 1  # the axis may be scrolled
    for stage, row in zip(dated, rows, strict=True):
        for period in stage.periods:
            first, last = first_day(*period), day_of(period[1])
            days = day_range(first, last, language, has_year=has_year)
            span = " – ".join(dict.fromkeys(long_date(day, language) for day in (first, last)))
            note = ". ".join(filter(None, (f"{row.name}: {span}", row.law, row.doubt)))
            yield ChartBar(name=row.name, text=days, start=first, end=last, note=note)
