"""Commands on duties: the roster of a plan, the people that it needs and has, and rotating patterns."""

from __future__ import annotations

from collections.abc import Mapping

import attrs
import click

import electsched
from electsched.calendars.duty_feeds import duty_feed
from electsched.calendars.export import events_to_csv
from electsched.calendars.feed import calendar_of
from electsched.cli.files import write_output
from electsched.cli.language.asked import said
from electsched.cli.language.commands import Group
from electsched.cli.language.types import TranslatedChoice, WholeNumberInRange
from electsched.cli.naming.assign import assign_command, solve_command
from electsched.cli.naming.refill import refill_command
from electsched.cli.naming.repair import repair_command
from electsched.cli.options import (
    Answer,
    answer_options,
    gathered,
    json_option,
    language_option,
    output_option,
    output_path,
    plan_argument,
    roster_option,
)
from electsched.cli.output import DONE, NO, json_text, print_json, print_table, text_rows
from electsched.cli.plan import print_readiness
from electsched.cli.printouts import load_page, muster_page
from electsched.cli.published import PublishedSite, site_options
from electsched.loaders.plan_files.given_roster import given_roster
from electsched.loaders.sheets.writer import workbook_bytes
from electsched.operation.pattern_catalog import named_pattern, pattern_facts, pattern_names
from electsched.operation.plan import Plan
from electsched.pages.parts.heat_map import heat_map
from electsched.pages.parts.heat_svg import heat_svg
from electsched.roster.duty import Duty, Roster
from electsched.roster.index import RosterIndex
from electsched.roster.musters import attendance
from electsched.roster.sheets.grid import duty_grid
from electsched.roster.sheets.load_chart import load_svg
from electsched.roster.sheets.load_rows import load_rows
from electsched.roster.sheets.rows import DutyTable, duty_rows, headcount_rows
from electsched.staffing.demand import Total

__all__ = ["roster"]


@click.group(cls=Group)
def roster() -> None:
    """Show and assign duties; `roster who-can` has a module of its own, which imports less."""


roster.add_command(assign_command)
roster.add_command(solve_command)
roster.add_command(repair_command)
roster.add_command(refill_command)


@attrs.frozen
class _Form:
    """The options on the form of duties."""

    form: str
    grid: bool
    fairness: bool
    language: str
    roster_file: str | None


@roster.command()
@plan_argument
@click.option("--unit", help="The key of a unit: the duties of its posts.")
@click.option("--post", help="The key of a post.")
@click.option("--team", help="The key of a team.")
@click.option("--partner", help="The key of a partner: the part of the duties that it may see.")
@click.option("--member", help="The key of a member.")
@click.option(
    "--format",
    "form",
    type=TranslatedChoice(["csv", "xlsx", "svg", "heatmap", "html", "events", "json", "jcal", "ics"]),
    default="csv",
    show_default=True,
    help=(
        "Rows of people and duties, a workbook, a picture of loads, a picture of people by days, a page with both for "
        "print, the events as rows or data, or a calendar."
    ),
)
@click.option("--grid", is_flag=True, help="With csv or xlsx: people by days instead of rows.")
@click.option(
    "--fairness", is_flag=True, help="With csv, xlsx or svg: hours, nights, weekends, holidays by team and person."
)
@roster_option
@site_options
@output_option
@language_option
@gathered("shape", _Form)
def show(*, plan: Plan, published: PublishedSite, shape: _Form, output: str, **owner: str | None) -> None:
    """Write duties as a table, as data or as a calendar.

    They are those of a unit, post, team, partner or member; all but events and calendars take the whole plan too.
    """
    plan, continuation = published.continuation(plan, given_roster(plan, shape.roster_file))
    duties, form, language = continuation.roster, shape.form, shape.language
    if shape.fairness:
        if shape.grid or any(owner.values()):
            raise click.UsageError(said("usage.fairness"))
        _write_loads(output, RosterIndex(plan, duties), form, language)
        return
    if form in {"csv", "xlsx", "heatmap", "html"}:
        _write_people(output, RosterIndex(plan, duties), owner, shape)
        return
    if form == "svg":
        raise click.UsageError(said("usage.picture_form"))
    if shape.grid:
        raise click.UsageError(said("usage.grid_form"))
    feed = duty_feed(plan, duties, owner, language=language)
    if form == "events":
        write_output(output, events_to_csv(feed.events))
    elif form == "json":
        write_output(output, json_text({"calendar": feed.name, "events": [event.to_dict() for event in feed.events]}))
    else:
        calendar = calendar_of(feed, plan.issued)
        write_output(output, calendar.to_ical() if form == "ics" else json_text(calendar.to_jcal()))


def _write_people(output: str, index: RosterIndex, owner: Mapping[str, str | None], shape: _Form) -> None:
    """Write the people of an owner's duties, or of the whole plan, as a planner's table, picture or page."""
    if shape.form in {"csv", "xlsx"}:
        table = _table(index.plan, index.roster, owner, grid=shape.grid, language=shape.language)
        _write_table(output, table, shape.form)
    elif shape.grid:
        raise click.UsageError(said("usage.grid_form"))
    elif shape.form == "html":
        if any(key for kind, key in owner.items() if kind != "unit"):
            raise click.UsageError(said("usage.page_owner"))
        write_output(output, load_page(index, unit=owner["unit"], language=shape.language))
    else:
        selected = _selected(index.roster, owner)
        if owner["partner"] is not None:
            raise click.UsageError(said("usage.partner_people"))
        heat = heat_map(index, selected, shape.language, member=owner["member"] or "")
        write_output(output, heat_svg(heat, shape.language))


def _write_loads(output: str, index: RosterIndex, form: str, language: str) -> None:
    if form == "svg":
        write_output(output, load_svg(index, language))
    elif form in {"csv", "xlsx"}:
        _write_table(output, load_rows(index, language), form)
    else:
        raise click.UsageError(said("usage.fairness_form"))


def _write_table(output: str, table: DutyTable, form: str) -> None:
    write_output(output, table.to_csv() if form == "csv" else workbook_bytes([table]))


def _table(plan: Plan, duties: Roster, owner: Mapping[str, str | None], *, grid: bool, language: str) -> DutyTable:
    """Return the duties of an owner, or of the whole plan, as a planner's table; a partner sees headcounts."""
    index, partner, member = RosterIndex(plan, duties), owner["partner"], owner["member"] or ""
    selected = _selected(duties, owner)
    if partner is None:
        return (duty_grid if grid else duty_rows)(index, selected, language, member=member)
    if grid:
        raise click.UsageError(said("usage.partner_grid"))
    plan.partner(partner)
    of_partner = [duty for duty in selected if partner in plan.post_on(duty.post, duty.day).partners]
    return headcount_rows(index, of_partner, language)


def _selected(duties: Roster, owner: Mapping[str, str | None]) -> tuple[Duty, ...]:
    """Return the duties of a unit, post, team or member; for a partner or nobody those of the whole plan."""
    if sum(key is not None for key in owner.values()) > 1:
        raise click.UsageError(said("usage.one_owner", options=", ".join(f"--{kind}" for kind in owner)))
    unit, post, team, member = map(owner.get, ("unit", "post", "team", "member"))
    return duties.select(unit=unit, post=post, team=team, member=member).duties


@roster.command()
@plan_argument
@click.option("--picture", type=output_path, metavar="FILE", help="Write the days as a picture (SVG).")
@answer_options
def demand(*, plan: Plan, picture: str | None, answer: Answer) -> None:
    """Show the people that a plan needs, by phase, unit and agency."""
    needed = electsched.demand(plan)
    if picture:
        write_output(picture, needed.to_svg(answer.language))
    if answer.as_json:
        print_json(needed.to_dict())
        return
    names, language = plan.names, answer.language
    rows = [
        (names[phase][language], names[unit][language], said(f"agency.{agency}"), *_people(total))
        for total in needed.totals("phase", "unit", "agency")
        for phase, unit, agency in [map(str, total.group)]
    ]
    # A day may belong to several phases, so the rows above do not add up.
    whole = (said("demand.all_phases"), said("demand.all_units"))
    rows += [(*whole, said(f"agency.{total.group[0]}"), *_people(total)) for total in needed.totals("agency")]
    print_table(("phase", "unit", "agency", "headcount", "establishment", "person-days"), text_rows(rows))


def _people(total: Total) -> tuple[int, int, int]:
    return total.peak, total.establishment, total.person_days


@roster.command()
@plan_argument
@click.option("--page", type=output_path, metavar="FILE", help="Write the report as a page to be printed (HTML).")
@answer_options
def readiness(*, plan: Plan, page: str | None, answer: Answer) -> int:
    """Compare the strength of each unit with the need of each phase."""
    report = electsched.readiness(plan)
    if page:
        write_output(page, muster_page(plan, language=answer.language))
    if answer.as_json:
        roster, _ = electsched.build_roster(plan)
        print_json(report.to_dict() | {"musters": [strength.to_dict() for strength in attendance(roster, plan)]})
    else:
        print_readiness(plan, report, report.lines, answer.language)
    return NO if report.short else DONE


@roster.command()
@click.argument("name", required=False)
@click.option("--people", type=WholeNumberInRange(1), default=1, show_default=True, help="People in each shift.")
@json_option
def pattern(*, name: str | None, people: int, as_json: bool) -> None:
    """List the named rotating patterns, or print one as TOML.

    Without NAME it lists each pattern with its hours, rest and free weekends. With NAME it prints that pattern as a
    plan file has it.
    """
    if name and not as_json:
        click.echo(named_pattern(name, people=people).to_toml(), nl=False)
        return
    patterns = {key: named_pattern(key) for key in ([name] if name else pattern_names())}
    lines = [
        (key, line.key, len(line.behind) or len(line.cycle), pattern_facts(rotation, number))
        for key, rotation in patterns.items()
        for number, line in enumerate(rotation.line)
    ]
    if as_json:
        data = [
            {"pattern": key, "line": line, "teams": teams, **attrs.asdict(facts)} for key, line, teams, facts in lines
        ]
        print_json({"patterns": data})
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
    rows = [
        (
            key,
            line,
            teams,
            facts.days,
            f"{facts.hours_a_week:g}",
            said("pattern.rest", hours=facts.rest),
            facts.run,
            facts.nights,
            facts.off,
            said("pattern.weekends", share=f"{facts.weekends:.0%}"),
        )
        for key, line, teams, facts in lines
    ]
    print_table(head, text_rows(rows))
