"""What is printed: the duty sheet of a post and a day, to be signed, the card of one officer, the muster report."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime

import attrs

from electsched.calendars.duty_events import DutyTexts
from electsched.calendars.duty_feeds import OfficerDuties
from electsched.errors import Fault, UnknownNameError
from electsched.i18n.text import long_date
from electsched.operation.plan import Plan
from electsched.operation.resources import Resource, Strength
from electsched.pages.renderer import Face, Renderer
from electsched.pages.subscribe import months_of
from electsched.roster.duty import Duty, Roster
from electsched.roster.index import RosterIndex
from electsched.staffing.readiness import PEOPLE, ReadinessLine, readiness
from electsched.staffing.report import REPORT_WORDS, effect, readiness_text
from electsched.timeline.explain import say

__all__ = ["duty_sheet", "muster_report", "officer_card"]


@attrs.frozen
class _Shift:
    """A duty of the sheet: its hours, what it is, who does it, and the lines to be signed."""

    hours: str
    title: str
    lines: tuple[str, ...]
    team: str
    people: tuple[str, ...]


def duty_sheet(  # noqa: PLR0913  # whose sheet, of which day, in which language, as of when
    renderer: Renderer, plan: Plan, roster: Roster, *, post: str, day: date, language: str, stamp: datetime
) -> bytes:
    """Return the A4 sheet of a post on a day as HTML to be printed: its duties, a line to sign for each, the conduct.

    Raises:
        UnknownNameError: The plan has no such post, or no duty begins there on that day.
    """
    place = next((each for each in plan.posts if each.key == post), None)
    if place is None:
        raise UnknownNameError(Fault("post", repr(post), f"the key of a post of the plan {plan.id!r}"))
    duties = [duty for duty in roster.duties if (duty.post, duty.day) == (post, day)]
    if not duties:
        raise UnknownNameError(Fault("day", day.isoformat(), f"a day on which a duty at {post!r} begins"))
    unit = next(each for each in plan.units if each.key == place.unit)
    contact = place.contact or unit.contact
    return renderer.render(
        "sheet.html",
        Face(language, (language,), stamp, plan.zones.get(place.unit, plan.zone)),
        title=place.name[language],
        unit=unit.name[language],
        operation=plan.operation.name[language],
        day=long_date(day, language, weekday=True),
        place=place.place.address,
        bring=place.bring[language] if place.bring else "",
        contact=contact[language] if contact else "",
        shifts=list(_shifts(plan, roster, duties, language)),
        conduct=plan.operation.conduct[language] if plan.operation.conduct else "",
    )


def _shifts(plan: Plan, roster: Roster, duties: list[Duty], language: str) -> Iterator[_Shift]:
    index = RosterIndex(plan, roster)
    texts = DutyTexts(plan, language=language, audience="sheet", index=index)
    teams = {team.key: team for team in plan.teams}
    for duty in duties:
        event = texts.event(duty)
        people = tuple(member.name for member in index.who(duty))
        blank = ("",) * max(duty.people - len(people), 0)
        yield _Shift(
            hours=f"{duty.span.start:%H:%M} – {duty.span.end:%H:%M}",
            title=event.body.summary.partition(": ")[2],
            lines=tuple(event.body.description.splitlines()),
            team=teams[duty.team].name[language],
            people=people + blank,
        )


def officer_card(  # noqa: PLR0913  # whose card, in which language, as of when
    renderer: Renderer, plan: Plan, roster: Roster, *, officer: str, language: str = "", stamp: datetime
) -> bytes:
    """Return the one-page card of an officer as HTML to be printed: own duties, by month, and the conduct.

    Raises:
        UnknownNameError: The plan has no such member.
    """
    member = next((each for each in plan.members if each.key == officer), None)
    if member is None:
        raise UnknownNameError(Fault("officer", repr(officer), f"the key of a member of the plan {plan.id!r}"))
    shown = language or member.language or plan.languages[0]
    feed = OfficerDuties(RosterIndex(plan, roster)).feed(member, shown)
    team = next(each for each in plan.teams if each.key == member.team)
    unit = next(each for each in plan.units if each.key == team.unit)
    return renderer.render(
        "card.html",
        Face(shown, (shown,), stamp, feed.zone),
        title=member.name,
        team=team.name[shown],
        unit=unit.name[shown],
        operation=plan.operation.name[shown],
        months=list(months_of(feed.events, shown)),
        places=sorted({(event.body.place, event.body.location) for event in feed.events if event.body.location}),
        contact=unit.contact[shown] if unit.contact else "",
        conduct=plan.operation.conduct[shown] if plan.operation.conduct else "",
    )


def muster_report(renderer: Renderer, plan: Plan, *, language: str, stamp: datetime) -> bytes:
    """Return the muster report as HTML to be printed: real strength and means against what each phase takes."""
    found = readiness(plan)
    names = {key: text[language] for key, text in plan.names.items()}
    shown = [each for each in plan.resources if any(each.key in strength.has for strength in plan.strengths)]
    strengths = [(names[each.unit], _counted(each, shown)) for each in plan.strengths]
    phases = {line.phase: names[line.phase] for line in found.lines}
    return renderer.render(
        "muster.html",
        Face(language, (language,), stamp, plan.zone),
        title=plan.title[language],
        operation=plan.operation.name[language],
        report={key: text[language] for key, text in REPORT_WORDS.items()},
        shortages=readiness_text(found, plan.names, language=language).splitlines() if found.short else [],
        heads=[
            *(REPORT_WORDS[key][language] for key in ("present", "leave", "sick", "detached")),
            *(each.name[language] for each in shown),
        ],
        strengths=strengths,
        sums=[sum(column) for column in zip(*(numbers for _, numbers in strengths), strict=True)],
        phases=[
            (
                name,
                [
                    _report_row(line, names, language)
                    for line in found.lines
                    # Means that suffice are in the table of strength; here stands what a phase lacks of them.
                    if line.phase == key and (line.item == PEOPLE or line.short)
                ],
            )
            for key, name in phases.items()
        ],
        musters=[
            {
                "name": each.name[language],
                "start": say(each.start, language),
                "place": each.place.address,
                "checklist": [item.name[language] for item in each.checklist],
            }
            for each in plan.musters
        ],
        conduct=plan.operation.conduct[language],
    )


def _counted(strength: Strength, resources: Iterable[Resource]) -> list[int]:
    people = [strength.present, strength.leave, strength.sick, strength.detached]
    return [*people, *(strength.usable(each.key) for each in resources)]


def _report_row(line: ReadinessLine, names: Mapping[str, str], language: str) -> dict[str, object]:
    return {
        "unit": names[line.unit],
        "item": line.name[language],
        "need": line.need,
        "have": line.have,
        "short": line.short,
        "effect": effect(line, language),
    }
