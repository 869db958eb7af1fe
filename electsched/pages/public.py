"""The page of an election for everybody: polling day, the next stages, a chart, and the law of each stage."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from electsched.calendars.feed import Feed
from electsched.i18n.text import long_date
from electsched.law.date_arithmetic import day_of, first_day
from electsched.pages.parts.day_chart import ChartBar, day_chart
from electsched.pages.parts.day_names import day_and_month
from electsched.pages.renderer import PageContext, Renderer
from electsched.pages.stages import StageRow, stage_rows
from electsched.pages.subscribe import NOTHING_SPLIT, Split, all_links, refresh_hours
from electsched.timeline.stage import Stage
from electsched.timeline.timeline import Timeline
from electsched.timespan import zone_named

__all__ = ["public_page"]

NEXT_STAGES = 3


def public_page(
    renderer: Renderer, timeline: Timeline, feeds: Iterable[Feed], context: PageContext, *, split: Split = NOTHING_SPLIT
) -> bytes:
    """Return the page of the stages of an election; it shows nothing of an operation or a duty."""
    calendars, language = list(feeds), context.language
    rows = stage_rows(timeline, language)
    today = context.stamp.astimezone(zone_named(context.zone)).date()
    drawn = sorted(_bars(timeline.dated, rows, language), key=lambda bar: (bar.start, bar.end))
    chart = day_chart(drawn, language)
    return renderer.render(
        "public.html",
        context,
        page_style=chart.style if chart else "",
        operation=timeline.name[language],
        title=timeline.name[language],
        is_provisional=any(stage.provisional for stage in timeline.dated),
        zone=context.zone,
        polling=_polling(timeline, language),
        following=[row for row in sorted(rows, key=_start) if row.start and row.start > today][:NEXT_STAGES],
        chart=chart,
        rows=rows,
        links=all_links(calendars, split),
        has_variant=len(calendars) > 1,
        refresh=refresh_hours(calendars),
    )


def _start(row: StageRow) -> date:
    return row.start or date.max


def _polling(timeline: Timeline, language: str) -> Mapping[str, object] | None:
    """Return the first polling day, in words and as a date; None if there is none."""
    days = [first_day(*stage.periods[0]) for stage in timeline.dated if stage.kind == "voting" and not stage.branch]
    if not days:
        return None
    return {"day": min(days), "words": long_date(min(days), language, weekday=True)}


def _bars(stages: Iterable[Stage], rows: Iterable[StageRow], language: str) -> Iterator[ChartBar]:
    for stage, row in zip(stages, rows, strict=True):
        for period in stage.periods:
            first, last = first_day(*period), day_of(period[1])
            days = " – ".join(dict.fromkeys(day_and_month(day, language) for day in (first, last)))
            span = " – ".join(dict.fromkeys(long_date(day, language) for day in (first, last)))
            note = ". ".join(filter(None, (f"{row.name}: {span}", row.law, row.doubt)))
            yield ChartBar(name=row.name, text=days, start=first, end=last, note=note)
