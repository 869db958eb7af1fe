"""What follows from a change of a roster: other duties, people missing, findings, and those who could stand in."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import attrs
import click

from electsched.cli.language.asked import added_languages
from electsched.cli.output import print_line, print_table, text_rows
from electsched.cli.published import PublishedSite
from electsched.i18n.languages import words
from electsched.loaders.plan import load_changed_plan
from electsched.operation.changes import Amendment
from electsched.operation.plan import Plan
from electsched.roster.candidates import StandIns
from electsched.roster.checks.consequences import new_findings
from electsched.roster.difference import DutyDifference, roster_difference
from electsched.roster.duty import Duty, Roster, Shortfall
from electsched.roster.findings import RosterFinding

__all__ = ["Effect", "effect_data", "effect_of", "print_effect"]

MOST_SHOWN = 20
"""The duties that are shown; ``--json`` has all."""
SHORTFALLS_SHOWN = 10
STAND_INS_SHOWN = 3


@attrs.frozen
class Effect:
    """What follows from a change.

    Attributes:
        plan: The plan with the record.
        roster: Its roster.
        duties: The duties that are others than before.
        shortfalls: The shifts with too few people that had enough before.
        findings: The findings of the check that there were not before.
    """

    plan: Plan
    roster: Roster
    duties: tuple[DutyDifference, ...]
    shortfalls: tuple[Shortfall, ...]
    findings: tuple[RosterFinding, ...]


def effect_of(
    plan_file: Path, kind: str, record: Mapping[str, Any], *, members: str | None, published: PublishedSite
) -> Effect:
    """Return what follows from one more record at the end of a plan, of duties that have not begun if there is a site.

    Raises:
        InputError: The plan or the record has faults.
    """
    after = load_changed_plan(plan_file, kind, record, members=members, languages=added_languages())
    before = _without_last(after, f"{kind}s")
    (before, earlier), (after, later) = published.continuation(before), published.continuation(after)
    differences = roster_difference(earlier.roster, later.roster)
    last = getattr(after, f"{kind}s")[-1]
    findings = new_findings((earlier.roster, before), (later.roster, after), differences, last)
    return Effect(
        after,
        later.roster,
        differences,
        tuple(gap for gap in later.shortfalls if gap not in earlier.shortfalls),
        tuple(finding for finding in findings if finding.code != "under"),
    )


def _without_last(plan: Plan, name: str) -> Plan:
    """Return a plan without the last record of a list; a new post goes with its amendment."""
    *records, last = getattr(plan, name)
    changed: dict[str, Any] = {name: tuple(records)}
    if isinstance(last, Amendment) and last.new_post is not None:
        changed["posts"] = plan.posts[:-1]
    return attrs.evolve(plan, **changed)


# --- output -------------------------------------------------------------------------------------------------------


def effect_data(effect: Effect, written: str | None) -> dict[str, Any]:
    """Return an effect as plain data; ``written`` is the file to which the record was added."""
    return {
        "duties": [difference.to_dict() for difference in effect.duties],
        "shortfalls": [gap.to_dict() for gap in effect.shortfalls],
        "findings": [finding.to_dict() for finding in effect.findings],
        "written": written,
    }


def print_effect(effect: Effect, language: str) -> None:
    """Print the duties before and after, the people who are missing, who could stand in, and the findings."""
    phrases = words(language)
    listed: dict[str, list[str]] = {}
    for member in effect.plan.members:
        listed.setdefault(member.team, []).append(member.key)
    rows = [
        (duty.day, duty.post, duty.shift, *_before_and_after(difference, listed))
        for difference in effect.duties[:MOST_SHOWN]
        for duty in [difference.after or difference.before]
        if duty is not None
    ]
    if rows:
        print_table(("day", "post", "shift", "before", "after"), text_rows(rows), language=language)
    else:
        click.echo(phrases["change.no_duty"])
    if len(effect.duties) > MOST_SHOWN:
        click.echo(phrases["change.more"].format(count=len(effect.duties) - MOST_SHOWN))
    stand_ins = StandIns(effect.plan, effect.roster)
    for gap in effect.shortfalls[:SHORTFALLS_SHOWN]:
        subject = f"{gap.post} {gap.day} {gap.shift}"
        missing = phrases["change.missing"].format(missing=gap.missing, people=gap.people)
        print_line(f"{subject}: {missing}: {gap.reason[language]}")
        print_line(f"    {phrases['change.stand_ins']}: {_named(stand_ins, gap, phrases)}")
    if len(effect.shortfalls) > SHORTFALLS_SHOWN:
        click.echo(phrases["change.more_short"].format(count=len(effect.shortfalls) - SHORTFALLS_SHOWN))
    for finding in effect.findings[:MOST_SHOWN]:
        print_line(finding.to_text(language))
    if len(effect.findings) > MOST_SHOWN:
        click.echo(phrases["change.more_findings"].format(count=len(effect.findings) - MOST_SHOWN))
    if not effect.findings and not effect.shortfalls:
        click.echo(phrases["change.no_finding"])


def _before_and_after(difference: DutyDifference, listed: Mapping[str, list[str]]) -> tuple[str, str]:
    """Return who does a duty before and after; of a team that stays, the members who differ alone."""
    before, after = difference.before, difference.after
    if before is None or after is None or before.team != after.team:
        return _team_text(before), _team_text(after)
    crews = [duty.members or tuple(listed.get(duty.team, ())) for duty in (before, after)]
    leaving, coming = ([key for key in own if key not in other] for own, other in (crews, crews[::-1]))
    is_moved = before.span != after.span
    return _crew_text(before, leaving, is_moved=is_moved), _crew_text(after, coming, is_moved=is_moved)


def _crew_text(duty: Duty, members: list[str], *, is_moved: bool) -> str:
    hours = f" {duty.span.start:%H:%M}-{duty.span.end:%H:%M}" if is_moved else ""
    return f"{_team_text(duty)}{hours}" + (f": {', '.join(members)}" if members else "")


def _team_text(duty: Duty | None) -> str:
    return "-" if duty is None else f"{duty.team} ({duty.people})"


def _named(stand_ins: StandIns, gap: Shortfall, phrases: Mapping[str, str]) -> str:
    candidates = stand_ins.candidates(post=gap.post, day=gap.day, shift=gap.shift)
    free = [candidate for candidate in candidates if not candidate.obstacles][:STAND_INS_SHOWN]
    named = [f"{each.member or each.team} ({phrases['change.hours'].format(hours=f'{each.hours:g}')})" for each in free]
    return ", ".join(named) or phrases["change.nobody"]
