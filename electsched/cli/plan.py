"""Commands on plan files: start one, check it, and show its windows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import attrs
import click

import electsched
from electsched.cli.language.asked import added_languages, asked_language, said, translated_text
from electsched.cli.language.commands import Command
from electsched.cli.language.lines import as_argument, print_line, print_text
from electsched.cli.language.types import WholeNumber
from electsched.cli.options import (
    Answer,
    answer_options,
    assumption_options,
    day,
    gathered,
    history_option,
    provisional_option,
    roster_option,
    subject_argument,
)
from electsched.cli.output import DONE, NO, counted, differences_text, print_json, print_table, text_rows
from electsched.cli.published import PublishedSite, site_options
from electsched.cli.statutes import print_law_check
from electsched.loaders.laws import is_statute
from electsched.loaders.plan import new_plan
from electsched.loaders.plan_election import is_plan, load_timeline
from electsched.loaders.plan_files.earlier_roster import load_earlier_duties
from electsched.loaders.plan_files.given_roster import given_roster
from electsched.operation.findings import Finding, example_addresses, unread_phones
from electsched.operation.plan import Plan
from electsched.operation.windows import Window
from electsched.roster.duty import Shortfall
from electsched.roster.findings import RosterFinding
from electsched.roster.past.ahead import findings_ahead
from electsched.roster.past.continuation import Continuation
from electsched.roster.reserve import reserves
from electsched.staffing.report import Readiness, ReadinessLine
from electsched.timeline.assumptions import Assumptions

__all__ = ["check", "new", "print_readiness", "window"]

MOST_SHORTFALLS = 12
"""The duties that are listed one by one without being asked for."""
MOST_PHONES = 10
"""The telephone numbers that are named without being asked for."""


@click.command(cls=Command)
@click.argument("plan_file", metavar="PLAN", default="plan.toml")
@click.option(
    "--polling",
    type=day,
    metavar="DAY",
    help="Polling day of the general election of Indonesia that the plan is for.  [default: that of 2024]",
)
def new(*, plan_file: str, polling: date | None) -> None:
    """Write a plan to start from, with comments.

    PLAN is the new file, plan.toml unless stated. A file that exists is not replaced.
    """
    path = new_plan(plan_file, polling=polling, language=asked_language())
    click.echo(said("plan.started", path=path, file=as_argument(path)))


# --- windows ------------------------------------------------------------------------------------------------------


@click.command(cls=Command)
@subject_argument
@click.option("--stage", "stages", multiple=True, help="A stage of an election; may be repeated.  [default: campaign]")
@click.option("--before", type=WholeNumber(), default=0, show_default=True, help="Days added before the first.")
@click.option("--after", type=WholeNumber(), default=0, show_default=True, help="Days added after the last.")
@assumption_options
@answer_options
def window(  # noqa: PLR0913  # a parameter for each option
    *, subject: str, stages: tuple[str, ...], before: int, after: int, assumptions: Assumptions, answer: Answer
) -> None:
    """Show the security windows of a plan or an election.

    SUBJECT is an election or statute, such as id/general-2024, or a TOML file of one, or of a plan. The windows of a
    plan are those of its operation; with --stage they are over stages of its election.
    """
    timeline = load_timeline(subject, assumptions)
    findings: Sequence[Finding] = ()
    if is_plan(subject) and not stages:
        plan = attrs.evolve(
            electsched.load_plan(subject, provisional=assumptions.provisional, languages=added_languages()),
            timeline=timeline,
        )
        findings = plan.findings
        windows = [planned.widened(before, after) for planned in plan.windows]
    else:
        keys = stages or ("campaign",)
        windows = [electsched.security_window(timeline, key, before=before, after=after) for key in keys]
    if answer.as_json:
        print_json(
            {
                "windows": [window.to_dict() for window in windows],
                "provisional": _provisional_keys(windows),
                "findings": [finding.to_dict() for finding in findings],
            }
        )
        return
    rows = [
        (
            window.key,
            window.name[answer.language],
            window.start.isoformat(),
            window.end.isoformat(),
            str(window.days),
            window.zone,
        )
        for window in windows
    ]
    print_table(("window", "name", "first day", "last day", "days", "zone"), rows)
    _print_provisional(windows)
    _print_findings(findings, answer.language)


def _provisional_keys(windows: Iterable[Window]) -> list[str]:
    return [window.key for window in windows if window.provisional]


def _print_provisional(windows: Iterable[Window]) -> None:
    keys = _provisional_keys(windows)
    if keys:
        print_line(said("plan.provisional", windows=", ".join(keys)))


# --- checks -------------------------------------------------------------------------------------------------------


@attrs.frozen
class _Check:
    """The answer of `electsched check`: the roster of a plan, and everything that is wrong with it."""

    plan: Plan
    continuation: Continuation
    breaches: tuple[RosterFinding, ...]
    readiness: Readiness

    @property
    def is_passed(self) -> bool:
        errors = [breach for breach in self.breaches if breach.severity == "error"]
        return not (self.continuation.shortfalls or self.readiness.short or errors)


@attrs.frozen
class _PlanFiles:
    """The files of a plan with its people and its roster, and whether estimated holidays are taken."""

    plan_file: str
    members: str | None
    roster_file: str | None
    history: str | None
    provisional: bool


@click.command(cls=Command)
@click.argument("plan_file", metavar="PLAN")
@click.option("--members", metavar="FILE", help="A list (XLSX or CSV) of the people of the teams.")
@roster_option
@history_option
@site_options
@provisional_option
@click.option(
    "--all", "everything", is_flag=True, help="Show each duty that is short, and the units with enough people."
)
@answer_options
@gathered("files", _PlanFiles)
def check(*, files: _PlanFiles, published: PublishedSite, everything: bool, answer: Answer) -> int:
    """Check a plan, its roster and its strength.

    It lists duties that no team can fill, breaches of the rules of working time, and units without enough people. If
    PLAN is a statute, by its id or path, this is the command `law check`.
    """
    if is_statute(files.plan_file):
        return print_law_check(files.plan_file, answer)
    plan = electsched.load_plan(
        files.plan_file, members=files.members, provisional=files.provisional, languages=added_languages()
    )
    file_roster = given_roster(plan, files.roster_file)
    shown_plan, continuation = published.continuation(plan, file_roster)
    history = () if files.history is None else load_earlier_duties(files.history, plan)
    breaches = electsched.check_roster(continuation.roster, shown_plan, history=history)
    if published.site is not None:
        breaches = findings_ahead(breaches, continuation.roster, published.now.astimezone(ZoneInfo(plan.zone)))
    if file_roster is None:  # else the shortfalls already say at which posts there are too few
        breaches = tuple(breach for breach in breaches if breach.code != "under")
    answered = _Check(plan, continuation, breaches, electsched.readiness(plan))
    if answer.as_json:
        print_json(_check_data(answered))
    else:
        _print_check(answered, answer.language, everything=everything)
    return DONE if answered.is_passed else NO


def _check_data(check: _Check) -> dict[str, Any]:
    return {
        "plan": check.plan.id,
        "provisional": _provisional_keys(check.plan.windows),
        "roster": [breach.to_dict() for breach in check.breaches],
        "readiness": check.readiness.to_dict(),
        "duties": len(check.continuation.roster.duties),
        "shortfalls": [shortfall.to_dict() for shortfall in check.continuation.shortfalls],
        "differences": [pair.to_dict() for pair in check.continuation.differences],
        "findings": [
            finding.to_dict()
            for finding in (
                *check.plan.findings,
                *example_addresses(check.plan.site),
                *unread_phones(check.plan.members),
            )
        ],
    }


def _print_check(check: _Check, language: str, *, everything: bool) -> None:
    plan = check.plan
    counts = (
        counted(len(plan.units), "unit"),
        counted(len(plan.posts), "post"),
        counted(len(plan.teams), "team"),
        counted(len(check.continuation.roster.duties), "duty"),
    )
    print_line(f"{plan.title[language]}: {', '.join(counts)}")
    _print_provisional(plan.windows)
    _print_findings(plan.findings, language)
    _print_shortfalls(check.continuation.shortfalls, plan, language, everything=everything)
    if check.continuation.differences:
        print_line(differences_text(check.continuation.differences, language))
    for breach in check.breaches:
        print_line(breach.to_text(language))
    if check.readiness.lines:
        people = [line for line in check.readiness.lines if line.resource == "people" and (everything or line.short)]
        print_readiness(plan, check.readiness, people, language)
    _print_phones(tuple(unread_phones(plan.members)), language, everything=everything)
    _print_findings(example_addresses(plan.site), language)


def _print_shortfalls(shortfalls: Sequence[Shortfall], plan: Plan, language: str, *, everything: bool) -> None:
    """Print a row for each cause, with its number of duties and its days; a row for each duty if they are few."""
    if not shortfalls:
        click.echo(said("plan.filled"))
        return
    by_cause: dict[tuple[str, ...], list[str]] = {}
    rows = []
    for shortfall in shortfalls:
        place = (shortfall.post, shortfall.shift, shortfall.team)
        missing = said("plan.missing", missing=shortfall.missing, people=shortfall.people)
        day, reason = shortfall.day.isoformat(), shortfall.reason[language]
        by_cause.setdefault((*place, missing, reason), []).append(day)
        rows.append((shortfall.post, day, shortfall.shift, shortfall.team, missing, reason))
    is_short = len(rows) <= MOST_SHORTFALLS or len(by_cause) == len(rows)
    if everything or is_short:
        print_table(("post", "day", "shift", "team", "missing", "reason"), rows)
    else:
        causes = [
            (*place, missing, str(len(days)), min(days), max(days), reason)
            for (*place, missing, reason), days in by_cause.items()
        ]
        print_table(("post", "shift", "team", "missing", "duties", "first day", "last day", "reason"), causes)
    click.echo(counted(len(shortfalls), "unfilled_duty"))
    if not (everything or is_short):
        click.echo(said("plan.all_shortfalls"))
    for reserve in reserves(shortfalls, plan):
        people, unit = counted(reserve.people, "person"), plan.names[reserve.unit][language]
        print_line(said("plan.reserve", people=people, unit=unit, moment=f"{reserve.start:%Y-%m-%d %H:%M}"))


def print_readiness(plan: Plan, report: Readiness, lines: Iterable[ReadinessLine], language: str) -> None:
    """Print some lines of a readiness report as a table, and its shortages in words below."""
    names = plan.names
    rows = [
        (
            names[line.phase][language],
            names[line.unit][language],
            line.name[language],
            line.on_duty or "",
            line.need,
            line.have,
            line.short or "",
        )
        for line in lines
    ]
    if rows:
        print_table(("phase", "unit", "item", "headcount", "needed", "there", "short"), text_rows(rows))
    print_text(report.to_text(language))


def _print_findings(findings: Iterable[Finding], language: str) -> None:
    for finding in findings:
        print_line(said("plan.note", path=translated_text(finding.path), text=finding.text[language]))


def _print_phones(findings: Sequence[Finding], language: str, *, everything: bool) -> None:
    """Print the telephone numbers that are none; if they are many, the first ones and their number."""
    shown_findings = findings if everything else findings[:MOST_PHONES]
    _print_findings(shown_findings, language)
    if len(findings) > len(shown_findings):
        click.echo(said("plan.more_phones", count=len(findings) - len(shown_findings)))
