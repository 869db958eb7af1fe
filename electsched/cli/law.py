"""The commands that ask the law: timeline, explain, audit, bounds, compare, batch, schema."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import IO

import click

import electsched
from electsched.calendars.comparison import comparison_calendar
from electsched.cli.options import (
    BAD,
    DONE,
    NO,
    asked_timeline,
    dates,
    json_option,
    language_option,
    parse_facts,
    parse_given,
    subject_argument,
)
from electsched.cli.output import print_json, print_table
from electsched.loaders.batch import batch as answer_rows
from electsched.loaders.json_schema import json_schema
from electsched.loaders.laws import load_law
from electsched.timeline.bounds import Bound
from electsched.timeline.compare import comparison_text
from electsched.timeline.serialize import audit_data, bounds_data, comparison_data, explain_data, timeline_data

__all__ = ["COMMANDS"]


@click.command()
@subject_argument
@dates
@click.option("--provisional", is_flag=True, help="Count on beyond the years whose holidays are known.")
@language_option
@json_option
def timeline(  # noqa: PLR0913  # one parameter for each option
    *,
    subject: str,
    polling: datetime | None,
    given: tuple[str, ...],
    facts: tuple[str, ...],
    provisional: bool,
    language: str,
    as_json: bool,
) -> None:
    """List every stage with its dates and how firm they are."""
    found = asked_timeline(subject, polling, given, facts, provisional=provisional)
    if as_json:
        print_json(timeline_data(found))
        return
    rows = [
        (stage.key, stage.name[language], _when(stage.opens, stage.start), _when(stage.closes, stage.end), stage.status)
        for stage in found.dated
    ]
    if not rows:
        click.echo("no date is known; give one with --polling or --given")
        return
    print_table(("stage", "name", "first day", "last day", "status"), rows, title=found.name[language])
    dated = {stage.key for stage in found.dated}
    rest = [f"{stage.key} ({stage.status})" for stage in found if stage.key not in dated]
    if rest:
        click.echo(f"without a date, or not held: {', '.join(rest)}")
    for link in found.links:
        by = ", ".join(part for part in (link.by, str(link.known or ""), link.cause.replace("_", " ")) if part)
        click.echo(f"{link.relation.replace('_', ' ')} {link.election}" + (f" ({by})" if by else ""))
    if found.unread:
        click.echo(f"official dates left aside, for they rest on what was changed: {', '.join(found.unread)}")


@click.command()
@subject_argument
@click.argument("stage")
@dates
@language_option
@json_option
def explain(  # noqa: PLR0913  # one parameter for each option
    *,
    subject: str,
    stage: str,
    polling: datetime | None,
    given: tuple[str, ...],
    facts: tuple[str, ...],
    language: str,
    as_json: bool,
) -> None:
    """Say why each date of a STAGE is what it is."""
    found = asked_timeline(subject, polling, given, facts)[stage]
    if as_json:
        print_json(explain_data(found))
    else:
        click.echo(electsched.explain(found, language=language))


@click.command()
@subject_argument
@json_option
def audit(*, subject: str, as_json: bool) -> int:
    """Hold the official dates of an election against the law."""
    lines = electsched.audit(asked_timeline(subject, None, (), ()))
    if as_json:
        print_json({"lines": audit_data(lines)})
    else:
        rows = [
            (
                line.stage,
                line.part,
                _shown(line.official),
                line.relation if line.relation != "none" else "",
                _shown(line.lawful),
                "" if line.days is None else f"{line.days:+d}" if line.days else "0",
                line.verdict,
                "; ".join(str(law) for law in line.law) or line.note,
            )
            for line in lines
        ]
        print_table(("stage", "part", "official", "law sets", "lawful", "days", "verdict", "provision"), rows)
        verdicts = [line.verdict for line in lines]
        click.echo(", ".join(f"{verdicts.count(verdict)} {verdict}" for verdict in dict.fromkeys(verdicts)))
    return NO if any(line.verdict == "unlawful" for line in lines) else DONE


@click.command()
@subject_argument
@click.option("--set", "known", multiple=True, metavar="STAGE=DATE", help="A date that is known; may be repeated.")
@click.option("--fact", "facts", multiple=True, metavar="FACT=VALUE", help="A fact on which the law depends.")
@click.option("--provisional", is_flag=True, help="Count on beyond the years whose holidays are known.")
@language_option
@json_option
def bounds(  # noqa: PLR0913  # one parameter for each option
    *, subject: str, known: tuple[str, ...], facts: tuple[str, ...], provisional: bool, language: str, as_json: bool
) -> int:
    """Show the earliest and latest lawful day of every stage, with only some dates known."""
    found = electsched.bounds(
        load_law(subject), given=parse_given(known), facts=parse_facts(facts), provisional=provisional
    )
    if as_json:
        print_json(bounds_data(found))
    elif found.conflict:
        click.echo("impossible; these contradict each other, and without any one of them it is not:")
        for ground in found.conflict:
            click.echo(f"  {ground}")
    else:
        rows = [
            (stage.key, stage.name[language], part, _shown(bound.earliest), _shown(bound.latest), _nearest(bound))
            for stage in found.stages
            for part, bound in (("start", stage.start), ("end", stage.end))
            if (bound.earliest or bound.latest) and (part == "end" or stage.start != stage.end)
        ]
        if rows:
            print_table(("stage", "name", "part", "earliest", "latest", "provision"), rows)
        else:
            click.echo("nothing is bounded; give a date, such as --set polling=2029-02-14")
        for ground in found.unread:
            click.echo(f"left aside, for the holidays of its years are not known: {ground}")
    return NO if found.conflict else DONE


@click.command()
@subject_argument
@click.argument("other", required=False)
@dates
@click.option(
    "--then",
    multiple=True,
    metavar="KEY=VALUE",
    help="A date or fact that holds for the second alone; may be repeated.",
)
@click.option("--calendar", type=click.File("wb", atomic=True), help="Write a calendar that shows old and new.")
@language_option
@json_option
def compare(  # noqa: PLR0913  # one parameter for each option
    *,
    subject: str,
    other: str | None,
    polling: datetime | None,
    given: tuple[str, ...],
    facts: tuple[str, ...],
    then: tuple[str, ...],
    calendar: IO[bytes] | None,
    language: str,
    as_json: bool,
) -> None:
    """Show what moves from one timeline to another, and why.

    OTHER is another SUBJECT, and the dates and facts given hold for both; without it the same one is taken again, and
    they hold for the second alone, unless --then says what does.
    """
    both = bool(other or then)
    before = asked_timeline(subject, polling, given, facts) if both else asked_timeline(subject, None, (), ())
    known = {fact.key for fact in before.statute.facts}
    more_facts = [pair for pair in then if pair.partition("=")[0] in known]
    more_dates = [pair for pair in then if pair not in more_facts]
    polled = None if any(pair.startswith("polling=") for pair in then) else polling
    asked = asked_timeline(other or subject, polled, (*given, *more_dates), (*facts, *more_facts))
    found = electsched.compare(before, asked)
    if calendar:
        calendar.write(comparison_calendar(found, language=language).to_ical())
    if as_json:
        print_json(comparison_data(found))
    else:
        click.echo(comparison_text(found, language=language))


@click.command()
@click.argument("rows", metavar="ROWS")
@click.option("--jobs", default=1, show_default=True, help="Processes that share the rows.")
def batch(*, rows: str, jobs: int) -> int:
    """Answer for each election of ROWS, a CSV file, with a line of JSON."""
    status = DONE
    for answer in answer_rows(rows, jobs=jobs):
        click.echo(json.dumps(answer, ensure_ascii=False))
        if "error" in answer:
            status = BAD
    return status


@click.command()
@click.argument("kind", type=click.Choice(["statute", "election", "plan", "timeline"]))
def schema(*, kind: str) -> None:
    """Print the JSON Schema of a statute, election or plan file, or of `timeline --json`."""
    print_json(json_schema(kind))


def _nearest(bound: Bound) -> str:
    """Return the provisions that the bound rests on at once, without those further on."""
    grounds = [by[0] for by in (bound.earliest_by, bound.latest_by) if by]
    return "; ".join(dict.fromkeys(str(ground.law or ground.rule) for ground in grounds))


def _shown(value: object) -> str:
    return "" if value is None else str(value)


def _when(moment: object, day: date) -> str:
    return str(moment) if moment else day.isoformat()


COMMANDS = (timeline, explain, audit, bounds, compare, batch, schema)
