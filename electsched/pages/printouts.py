"""Reports to be printed: the strength of units at musters against the needs, and the loads of people by days."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from electsched.i18n.languages import words
from electsched.operation.plan import Plan
from electsched.operation.resources import Resource, Strength
from electsched.operation.windows import provisional_days
from electsched.pages.parts.load_groups import LOAD_COLUMNS, load_groups
from electsched.pages.renderer import PageContext, Renderer
from electsched.roster.duty import Roster
from electsched.roster.index import RosterIndex
from electsched.roster.musters import Attendance, attendance
from electsched.staffing.readiness import readiness
from electsched.staffing.report import PEOPLE, Readiness, ReadinessLine
from electsched.timeline.wording.step_words import say

__all__ = ["load_report", "muster_report"]


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


def load_report(renderer: Renderer, index: RosterIndex, *, unit: str | None, language: str, stamp: datetime) -> bytes:
    """Return the loads of the people of a unit, or of all, and their duties by days (A4 landscape, HTML).

    People stand in groups that take turns at the same posts, each with the least difference that is possible. It has
    names: it is for the planners of the unit.

    Raises:
        UnknownNameError: The plan has no such unit, or the package no words in that language.
    """
    plan, phrases = index.plan, words(language)
    groups = load_groups(index, language, unit=unit)
    subject = plan.title if unit is None else plan.unit(unit).name
    zone = plan.zone if unit is None else plan.zones.get(unit, plan.zone)
    return renderer.render(
        "loads_report.html",
        PageContext(language, (language,), stamp, zone),
        title=f"{phrases['table.loads']}: {subject[language]}",
        is_provisional=bool(provisional_days(plan.windows)),
        operation=plan.operation.name[language],
        headings=[phrases[f"table.{column}"] for column in LOAD_COLUMNS],
        key=list(dict.fromkeys(entry for group in groups for entry in group.heat.key)),
        groups=groups,
    )


def _muster_strength(muster: str, strengths: Iterable[Attendance], language: str) -> str:
    of_muster = [strength for strength in strengths if strength.muster == muster]
    sums = {name: sum(getattr(strength, name) for strength in of_muster) for name in ("present", "excused", "absent")}
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
