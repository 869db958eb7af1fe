"""What follows from a change of a roster: other duties, people missing, findings, and those who could stand in."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import attrs
import click

from electsched.cli.language.asked import added_languages
from electsched.cli.language.lines import print_line
from electsched.cli.output import counted, print_table, text_rows
from electsched.cli.published import PublishedSite
from electsched.i18n.languages import words
from electsched.i18n.text import long_date
from electsched.loaders.plan import load_changed_plan
from electsched.operation.changes import Amendment, Decision
from electsched.operation.plan import Plan
from electsched.roster.candidates import StandIns
from electsched.roster.checks.consequences import new_findings
from electsched.roster.difference import DutyDifference, PartnerDifference, partner_differences, roster_difference
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
        partners: The partners who share duties of the post, or no longer share them.
        shortfalls: The shifts with too few people that had enough before.
        findings: The findings of the check that there were not before.
    """

    plan: Plan
    roster: Roster
    duties: tuple[DutyDifference, ...]
    partners: tuple[PartnerDifference, ...]
    shortfalls: tuple[Shortfall, ...]
    findings: tuple[RosterFinding, ...]


def effect_of(
    plan_file: Path, kind: str, record: Mapping[str, Any], *, members: str | None, published: PublishedSite
) -> Effect:
    """Return what follows from one more record at the end of a plan, of duties that have not begun if there is a site.

    Raises:
        InputError: The plan or the record has faults.
    """
    changed_plan = load_changed_plan(plan_file, kind, record, members=members, languages=added_languages())
    present_plan = _without_last(changed_plan, f"{kind}s")
    (present_plan, earlier), (changed_plan, later) = (
        published.continuation(present_plan),
        published.continuation(changed_plan),
    )
    differences = roster_difference(earlier.roster, later.roster)
    last = getattr(changed_plan, f"{kind}s")[-1]
    findings = new_findings((earlier.roster, present_plan), (later.roster, changed_plan), differences, last)
    return Effect(
        changed_plan,
        later.roster,
        differences,
        _partners(last, present_plan, changed_plan, later.roster, published),
        tuple(gap for gap in later.shortfalls if gap not in earlier.shortfalls),
        tuple(finding for finding in findings if finding.code != "under"),
    )


def _partners(
    record: Decision, before: Plan, after: Plan, roster: Roster, published: PublishedSite
) -> tuple[PartnerDifference, ...]:
    if not isinstance(record, Amendment) or record.partners is None:
        return ()
    began = published.now if published.site is not None else None
    return partner_differences(record.post, before, after, roster, began)


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
        "partners": [difference.to_dict() for difference in effect.partners],
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
    for partner in effect.partners:
        _print_partner(partner, effect.plan, language)
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


def _print_partner(difference: PartnerDifference, plan: Plan, language: str) -> None:
    """Print how many duties a partner shares from now on, or no longer shares, and from which day on."""
    phrases, name = words(language), plan.partner(difference.partner).name[language]
    for key, duties in (("joined", difference.joined), ("left", difference.left)):
        if duties:
            count, day = counted(len(duties), "duty"), long_date(min(duty.day for duty in duties), language)
            print_line(phrases[f"change.partner_{key}"].format(partner=name, duties=count, day=day))


def _before_and_after(difference: DutyDifference, listed: Mapping[str, list[str]]) -> tuple[str, str]:
    """Return who does a duty before and after; of a team that stays, the members who differ alone."""
    before, after = difference.before, difference.after
    if before is None or after is None or before.team != after.team:
        return _team_text(before), _team_text(after)
    crews = [duty.members or tuple(listed.get(duty.team, ())) for duty in (before, after)]
    leaving, coming = ([key for key in crew if key not in other_crew] for crew, other_crew in (crews, crews[::-1]))
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
    stand_in_names = [
        f"{candidate.member or candidate.team} ({phrases['change.hours'].format(hours=f'{candidate.hours:g}')})"
        for candidate in free
    ]
    return ", ".join(stand_in_names) or phrases["change.nobody"]
