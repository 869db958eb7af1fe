"""Printouts: the duty sheet of a post and a day, the duty card of a member, and the muster report."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime

import attrs

from electsched.calendars.duty_events import DutyTexts
from electsched.calendars.duty_feeds import MemberFeeds
from electsched.errors import Fault, UnknownNameError
from electsched.i18n.languages import words
from electsched.i18n.text import long_date
from electsched.operation.plan import Plan
from electsched.operation.resources import Resource, Strength
from electsched.operation.windows import provisional_days
from electsched.pages.renderer import PageContext, Renderer
from electsched.pages.subscribe import months_of
from electsched.roster.duty import Duty, Roster
from electsched.roster.index import RosterIndex
from electsched.roster.musters import Attendance, attendance
from electsched.staffing.readiness import readiness
from electsched.staffing.report import PEOPLE, Readiness, ReadinessLine
from electsched.timeline.explain import say

__all__ = ["duty_sheet", "member_card", "muster_report"]


@attrs.frozen
class _Shift:
    """A duty on the sheet.

    Attributes:
        hours: Its first and last hour.
        title: The name of its shift and post.
        lines: Its details.
        team: The name of its team.
        people: The names on the lines to sign; empty names for lines to be filled in by hand.
    """

    hours: str
    title: str
    lines: tuple[str, ...]
    team: str
    people: tuple[str, ...]


def duty_sheet(  # noqa: PLR0913  # a post and a day of a roster, in a language, under a stamp
    renderer: Renderer, index: RosterIndex, *, post: str, day: date, language: str, stamp: datetime
) -> bytes:
    """Return the duty sheet of a post and a day (A4, HTML): its duties, a line to sign for each person, the conduct.

    Args:
        renderer: The templates.
        index: The roster and its plan.
        post: The key of the post.
        day: The day on which the duties begin.
        language: The language of the sheet.
        stamp: The moment that the footer shows.

    Raises:
        UnknownNameError: The plan has no such post, or no duty begins there on that day.
    """
    plan = index.plan
    guard_post = plan.post(post)
    unit = plan.unit(guard_post.unit)
    contact = guard_post.contact or unit.contact
    return renderer.render(
        "sheet.html",
        PageContext(language, (language,), stamp, plan.zones.get(guard_post.unit, plan.zone)),
        title=guard_post.name[language],
        is_provisional=day in provisional_days(plan.windows),
        unit=unit.name[language],
        operation=plan.operation.name[language],
        day=long_date(day, language, weekday=True),
        place=guard_post.place.address,
        bring=guard_post.bring[language] if guard_post.bring else "",
        contact=contact[language] if contact else "",
        shifts=list(_shifts(index, _duties_on(index, post, day), language)),
        conduct=plan.operation.conduct[language] if plan.operation.conduct else "",
    )


def _duties_on(index: RosterIndex, post: str, day: date) -> list[Duty]:
    duties = index.duties_of("post", post)
    duties_of_day = [duty for duty in duties if duty.day == day]
    if not duties_of_day:
        days = sorted({duty.day for duty in duties})
        span = f", from {days[0]} to {days[-1]}" if days else ""
        raise UnknownNameError(Fault("day", day.isoformat(), f"a day on which a duty at {post!r} begins{span}"))
    return duties_of_day


def _shifts(index: RosterIndex, duties: list[Duty], language: str) -> Iterator[_Shift]:
    texts = DutyTexts(index.plan, language=language, audience="sheet", index=index)
    for duty in duties:
        event = texts.event(duty)
        names = tuple(member.name for member in index.members_of(duty))
        blank_lines = ("",) * max(duty.people - len(names), 0)
        yield _Shift(
            hours=f"{duty.span.start:%H:%M} – {duty.span.end:%H:%M}",
            title=event.body.summary.partition(": ")[2],
            lines=tuple(event.body.description.splitlines()),
            team=index.plan.team(duty.team).name[language],
            people=names + blank_lines,
        )


def member_card(renderer: Renderer, index: RosterIndex, *, member: str, language: str = "", stamp: datetime) -> bytes:
    """Return the duty card of a member (one page, HTML): the member's duties by month, and the conduct.

    Args:
        renderer: The templates.
        index: The roster and its plan.
        member: The key of the member.
        language: The language of the card; if empty, the member's, else the plan's first.
        stamp: The moment that the footer shows.

    Raises:
        UnknownNameError: The plan has no such member.
    """
    plan = index.plan
    person = plan.member(member)
    language = language or person.language or plan.languages[0]
    feed = MemberFeeds(index).feed(person, language)
    team = plan.team(person.team)
    unit = plan.unit(team.unit)
    return renderer.render(
        "card.html",
        PageContext(language, (language,), stamp, feed.zone),
        title=person.name,
        is_provisional=any(event.body.status == "TENTATIVE" for event in feed.events),
        team=team.name[language],
        unit=unit.name[language],
        operation=plan.operation.name[language],
        months=list(months_of(feed.events, language)),
        places=sorted({(event.body.place, event.body.location) for event in feed.events if event.body.location}),
        contact=unit.contact[language] if unit.contact else "",
        conduct=plan.operation.conduct[language] if plan.operation.conduct else "",
    )


def muster_report(renderer: Renderer, plan: Plan, roster: Roster, *, language: str, stamp: datetime) -> bytes:
    """Return the muster report (HTML): the real strength and means of each unit, and the needs of each phase.

    Of each muster it says how many come, and how many are excused by a duty of the roster, or absent.
    """
    report = readiness(plan)
    names = {key: text[language] for key, text in plan.names.items()}
    available = {key for strength in plan.strengths for key in strength.has}
    resources = [resource for resource in plan.resources if resource.key in available]
    strengths_there = attendance(roster, plan)
    strengths = [(names[strength.unit], _numbers(strength, resources)) for strength in plan.strengths]
    return renderer.render(
        "muster.html",
        PageContext(language, (language,), stamp, plan.zone),
        title=plan.title[language],
        is_provisional=bool(provisional_days(plan.windows)),
        operation=plan.operation.name[language],
        shortages=report.to_text(language).splitlines() if report.short else [],
        headings=[
            *(words(language)[f"readiness.{column}"] for column in ("present", "leave", "sick", "detached")),
            *(resource.name[language] for resource in resources),
        ],
        strengths=strengths,
        sums=[sum(column) for column in zip(*(numbers for _, numbers in strengths), strict=True)],
        phases=list(_phases(report, names, language)),
        musters=[
            {
                "name": muster.name[language],
                "start": say(muster.start, language),
                "place": muster.place.address,
                "strength": _muster_strength(muster.key, strengths_there, language),
                "checklist": [check.name[language] for check in muster.checklist],
            }
            for muster in plan.musters
        ],
        conduct=plan.operation.conduct[language],
    )


def _muster_strength(muster: str, strengths: Iterable[Attendance], language: str) -> str:
    of_muster = [strength for strength in strengths if strength.muster == muster]
    sums = {name: sum(getattr(each, name) for each in of_muster) for name in ("present", "excused", "absent")}
    return words(language)["readiness.muster"].format(**sums)


def _numbers(strength: Strength, resources: Iterable[Resource]) -> list[int]:
    people = [strength.present, strength.leave, strength.sick, strength.detached]
    return [*people, *(strength.usable(resource.key) for resource in resources)]


def _phases(
    report: Readiness, names: Mapping[str, str], language: str
) -> Iterator[tuple[str, list[dict[str, object]]]]:
    for phase in dict.fromkeys(line.phase for line in report.lines):
        lines = [line for line in report.lines if line.phase == phase]
        # Sufficient means are in the table of strength; a phase lists only those that fall short.
        yield names[phase], [_row(line, names, language) for line in lines if line.resource == PEOPLE or line.short]


def _row(line: ReadinessLine, names: Mapping[str, str], language: str) -> dict[str, object]:
    return {
        "unit": names[line.unit],
        "item": line.name[language],
        "need": line.need,
        "have": line.have,
        "short": line.short,
        "effect": line.effect(language),
    }
