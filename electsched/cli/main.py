"""The command line: parses, calls, prints.

Exit status 0: done. 1: the answer is no (a date is unlawful, a duty is not manned). 2: the input is bad; the error
names file, key path, what was found and what is expected.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import IO, TYPE_CHECKING

import attrs
import click

import electsched
from electsched.cli.law import COMMANDS
from electsched.cli.options import (
    BAD,
    DONE,
    NO,
    asked_timeline,
    counted,
    dates,
    json_option,
    language_option,
    members_option,
    subject_argument,
)
from electsched.cli.output import print_json, print_table
from electsched.cli.people import PEOPLE_COMMANDS
from electsched.cli.site import SITE_COMMANDS
from electsched.loaders.plan import is_plan, new_plan
from electsched.operation.pattern_catalog import named_pattern, pattern_facts, pattern_names, pattern_toml
from electsched.operation.windows import window_data
from electsched.publishing.publish import muster_page
from electsched.roster.duty import reserves
from electsched.roster.findings import roster_data, roster_lines
from electsched.staffing.chart import demand_svg
from electsched.staffing.report import demand_data, readiness_data, readiness_text

if TYPE_CHECKING:
    from electsched.staffing.readiness import ReadinessLine

__all__ = ["main"]

_plan = click.argument("plan_file", metavar="PLAN")


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="electsched")
def cli() -> None:
    """Electoral law turned into calendars people act on.

    SUBJECT is an election or statute, such as id/general-2024, or a TOML file of one, or of a plan. PLAN is a plan
    file; `electsched new` writes one to start from.
    """


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and leave with its exit status; no error on the input shows a traceback."""
    try:
        status = cli.main(args=arguments, standalone_mode=False)
    except click.ClickException as error:
        error.show()
        status = error.exit_code
    except click.Abort:
        click.echo("stopped", err=True)
        status = NO
    except electsched.ElectschedError as error:
        click.echo(f"error: {error}", err=True)
        status = BAD
    sys.exit(status if isinstance(status, int) else DONE)


for command in (*COMMANDS, *PEOPLE_COMMANDS, *SITE_COMMANDS):
    cli.add_command(command)


# --- plans --------------------------------------------------------------------------------------------------------


@cli.command()
@subject_argument
@dates
@click.option("--stage", "stages", multiple=True, help="The stages of an election; 'campaign' without it.")
@click.option("--before", default=0, show_default=True, help="Days added before the first.")
@click.option("--after", default=0, show_default=True, help="Days added after the last.")
@language_option
@json_option
def window(  # noqa: PLR0913  # one parameter for each option
    *,
    subject: str,
    polling: datetime | None,
    given: tuple[str, ...],
    facts: tuple[str, ...],
    stages: tuple[str, ...],
    before: int,
    after: int,
    language: str,
    as_json: bool,
) -> None:
    """Compute security windows: those of a plan, or those over stages of an election."""
    dates = asked_timeline(subject, polling, given, facts)
    if is_plan(subject) and not stages:
        plan = attrs.evolve(electsched.load_plan(subject), timeline=dates)
        findings = plan.findings
        windows = tuple(item.widened(before, after) for item in plan.windows)
    else:
        findings = ()
        windows = tuple(
            electsched.security_window(dates, key, before=before, after=after) for key in stages or ("campaign",)
        )
    if as_json:
        told = [{"code": finding.code, "path": finding.path, "text": dict(finding.text.words)} for finding in findings]
        print_json({"windows": [window_data(item) for item in windows], "findings": told})
        return
    rows = [
        (item.key, item.name[language], item.start.isoformat(), item.end.isoformat(), str(item.days), item.zone)
        for item in windows
    ]
    print_table(("window", "name", "first day", "last day", "days", "zone"), rows)
    for finding in findings:
        click.echo(f"note: {finding.path}: {finding.text[language]}")


@cli.command()
@_plan
@members_option
@language_option
@json_option
def check(*, plan_file: str, members: str | None, language: str, as_json: bool) -> int:
    """Check a plan: what is wrong with it, and which duties no team can fill."""
    plan = electsched.load_plan(plan_file, members=members)
    roster, shortfalls = electsched.build_roster(plan)
    findings = plan.findings
    ready = electsched.readiness(plan)
    judged = [item for item in electsched.check_roster(roster, plan) if item.code != "under"]
    wrong = any(item.severity == "error" for item in judged)
    if as_json:
        print_json(
            {
                "plan": plan.id,
                "roster": roster_data(judged),
                "readiness": readiness_data(ready, plan.strengths),
                "duties": len(roster.duties),
                "shortfalls": [
                    {
                        "post": item.post,
                        "day": item.day.isoformat(),
                        "shift": item.shift,
                        "team": item.team,
                        "people": item.people,
                        "missing": item.missing,
                        "start": item.span.start.isoformat(),
                        "end": item.span.end.isoformat(),
                        "reason": dict(item.reason.words),
                    }
                    for item in shortfalls
                ],
                "findings": [
                    {"code": finding.code, "path": finding.path, "text": dict(finding.text.words)}
                    for finding in findings
                ],
            }
        )
    else:
        click.echo(
            f"{plan.title[language]}: {counted(len(plan.units), 'unit')}, {counted(len(plan.posts), 'post')}, "
            f"{counted(len(plan.teams), 'team')}, {len(roster.duties)} duties"
        )
        for finding in findings:
            click.echo(f"note: {finding.path}: {finding.text[language]}")
        rows = [
            (
                item.post,
                item.day.isoformat(),
                item.shift,
                item.team,
                f"{item.missing} of {item.people}",
                item.reason[language],
            )
            for item in shortfalls
        ]
        if rows:
            print_table(("post", "day", "shift", "team", "missing", "reason"), rows)
        click.echo(f"{len(shortfalls)} duties are not filled" if shortfalls else "every duty is filled")
        for need in reserves(shortfalls, {post.key: post.unit for post in plan.posts}):
            click.echo(
                f"what would meet it: {counted(need.people, 'person')} more of {plan.names[need.unit][language]} at "
                f"the ready, most at {need.start:%Y-%m-%d %H:%M}"
            )
        for line in roster_lines(judged, language=language):
            click.echo(line)
        if ready.lines:
            _print_readiness(plan, [line for line in ready.lines if line.item == "people"], language)
            click.echo(readiness_text(ready, plan.names, language=language))
    return NO if shortfalls or ready.short or wrong else DONE


@cli.command()
@_plan
@click.option("--picture", type=click.File("w", encoding="utf-8", atomic=True), help="Write the days as SVG.")
@language_option
@json_option
def demand(*, plan_file: str, picture: IO[str] | None, language: str, as_json: bool) -> None:
    """Show how many people a plan takes, by phase, unit and agency."""
    plan = electsched.load_plan(plan_file)
    found = electsched.demand(plan)
    if picture:
        picture.write(demand_svg(found, language=language))
    if as_json:
        print_json(demand_data(found))
        return
    names = plan.names
    rows = [
        (names[phase][language], names[unit][language], agency, total.peak, total.rotation, total.person_days)
        for total in found.totals("phase", "unit", "agency")
        for phase, unit, agency in [map(str, total.group)]
    ]
    print_table(("phase", "unit", "agency", "heads a day", "in rotation", "heads in all"), _text(rows))


@cli.command()
@_plan
@click.option("--page", type=click.File("wb", atomic=True), help="Write the report as a page to be printed.")
@language_option
@json_option
def readiness(*, plan_file: str, page: IO[bytes] | None, language: str, as_json: bool) -> int:
    """Hold the real strength of each unit against what each phase takes: the muster report."""
    plan = electsched.load_plan(plan_file)
    found = electsched.readiness(plan)
    if page:
        page.write(muster_page(plan, language=language))
    if as_json:
        print_json(readiness_data(found, plan.strengths))
    else:
        _print_readiness(plan, found.lines, language)
        click.echo(readiness_text(found, plan.names, language=language))
    return NO if found.short else DONE


def _print_readiness(plan: electsched.Plan, lines: Iterable[ReadinessLine], language: str) -> None:
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
    print_table(("phase", "unit", "item", "heads a day", "needed", "there", "short"), _text(rows))


def _text(rows: Iterable[Iterable[object]]) -> list[tuple[str, ...]]:
    return [tuple(map(str, row)) for row in rows]


@cli.command()
@click.argument("name", required=False)
@click.option("--people", type=click.IntRange(1), default=1, show_default=True, help="How many stand in each shift.")
@json_option
def pattern(*, name: str | None, people: int, as_json: bool) -> None:
    """List the named rotating patterns and what each gives, or write the one called NAME as a plan file has it."""
    if name and not as_json:
        click.echo(pattern_toml(named_pattern(name, people=people)), nl=False)
        return
    found = [(key, named_pattern(key)) for key in ([name] if name else pattern_names())]
    rows = [
        (key, line.key, len(line.behind) or len(line.cycle), pattern_facts(each, number))
        for key, each in found
        for number, line in enumerate(each.line)
    ]
    if as_json:
        answer = [
            {"pattern": key, "line": line, "teams": teams, **attrs.asdict(fact)} for key, line, teams, fact in rows
        ]
        print_json({"patterns": answer})
        return
    head = (
        "pattern",
        "line",
        "teams",
        "days",
        "hours a week",
        "least rest",
        "days in a row",
        "nights",
        "off",
        "weekends",
    )
    told = [
        (key, line, teams, fact.days, f"{fact.hours_a_week:g}", f"{fact.rest} h", fact.run, fact.nights, fact.off, free)
        for key, line, teams, fact in rows
        for free in [f"{fact.weekends:.0%} free"]
    ]
    print_table(head, _text(told))


@cli.command()
@click.argument("plan_file", metavar="PLAN", default="plan.toml")
def new(*, plan_file: str) -> None:
    """Write a commented plan to start from."""
    place = new_plan(plan_file)
    click.echo(f"{place}: a plan to start from; electsched check {place}")
