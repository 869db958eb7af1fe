"""Commands that change a roster: each shows what follows, and then adds a record to the plan."""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import attrs
import click

import electsched
from electsched.cli.options import DONE, NO, Answer, answer_options, json_option, plan_argument
from electsched.cli.output import print_json, print_table, text_rows
from electsched.cli.record_file import add_record, record_path, record_text
from electsched.law.date_arithmetic import Moment
from electsched.loaders.checks.change_checks import CHANGE_TABLES
from electsched.loaders.converters import given_value
from electsched.loaders.plan import load_changed_plan
from electsched.operation.changes import Decision, DutyName
from electsched.operation.plan import Plan
from electsched.roster.candidates import StandIns
from electsched.roster.check import check_roster
from electsched.roster.difference import DutyDifference, roster_difference
from electsched.roster.duty import Duty, Roster, Shortfall
from electsched.roster.findings import RosterFinding

__all__ = ["change"]

DAY = click.DateTime(["%Y-%m-%d"])
MOST_SHOWN = 20
"""The duties that are shown; ``--json`` has all."""
STAND_INS_SHOWN = 3


@click.group()
def change() -> None:
    """Change a roster: absences, substitutes, swaps and amendments."""


@attrs.frozen
class _Request:
    """The options that all changes share."""

    plan_file: Path
    members: str | None
    decision: dict[str, Any]
    confirmed: bool
    answer: Answer


def _change_options(command: Callable[..., int]) -> Callable[..., int]:
    """Add the argument PLAN and the options of a decision; the command takes them as one value, ``request``."""

    @click.argument("plan_file", metavar="PLAN", type=click.Path(path_type=Path))
    @click.option("--members", metavar="FILE", help="A list (XLSX or CSV) of the people of the teams.")
    @click.option("--by", required=True, metavar="ROLE", help="The command role that decided it.")
    @click.option("--reason", required=True, metavar="TEXT", help="The reason; it is in no calendar.")
    @click.option("--decided", type=DAY, metavar="DAY", help="The day of the decision; today by default.")
    @click.option("--yes", "confirmed", is_flag=True, help="Write the record without asking.")
    @answer_options
    @functools.wraps(command)
    def wrapper(  # noqa: PLR0913  # the options, by name
        *,
        plan_file: Path,
        members: str | None,
        by: str,
        reason: str,
        decided: datetime | None,
        confirmed: bool,
        answer: Answer,
        **arguments: Any,  # noqa: ANN401  # those of the command
    ) -> int:
        day = decided.date() if decided else date.today()  # noqa: DTZ011  # the day of the planner
        decision = {"by": by, "decided": day, "reason": reason}
        return command(request=_Request(plan_file, members, decision, confirmed, answer), **arguments)

    return wrapper


@change.command()
@_change_options
@click.option("--member", metavar="KEY", help="The member who is absent.")
@click.option("--team", metavar="KEY", help="The team some of whose people are absent.")
@click.option("--people", type=int, help="How many people of the team.")
@click.option("--start", required=True, metavar="DAY", help="The first day, or moment such as 2024-01-03T18:00.")
@click.option(
    "--end", metavar="DAY", help="The last day, or the first moment after it; by default the day of the start."
)
@click.option("--kind", default="leave", show_default=True, help="leave, sick, detached or course.")
@click.option("--despite-embargo", is_flag=True, help="Grant leave under a leave embargo.")
def absence(*, request: _Request, start: str, end: str | None, **keys: Any) -> int:  # noqa: ANN401  # by name
    """Record that somebody is absent."""
    first = _time(start)
    last = _time(end) if end else first.date() if isinstance(first, datetime) else first
    times = {"start": first, "end": last}
    return _apply(request, "absence", {**_stated(keys), **times, **request.decision})


@change.command()
@_change_options
@click.argument("member")
@click.argument("substitute")
@click.option("--start", required=True, type=DAY, metavar="DAY", help="The first day.")
@click.option("--end", type=DAY, metavar="DAY", help="The last day; the first by default.")
@click.option("--post", metavar="KEY", help="Only at this post.")
@click.option("--shift", metavar="KEY", help="Only in this shift.")
def substitute(*, request: _Request, **keys: Any) -> int:  # noqa: ANN401  # by name
    """Record that a member stands in for another."""
    return _apply(request, "substitution", {**_stated(keys), **request.decision})


@change.command()
@_change_options
@click.argument("first", nargs=3, metavar="POST DAY SHIFT")
@click.argument("second", nargs=3, metavar="POST DAY SHIFT")
@click.option("--members-of", "pair", nargs=2, metavar="KEY KEY", help="Only these two members exchange the duties.")
def swap(*, request: _Request, first: tuple[str, ...], second: tuple[str, ...], pair: tuple[str, ...] | None) -> int:
    """Record that two teams, or two members, exchange duties."""
    names = [
        {"post": post, "day": _time(day), "shift": shift} | ({"member": member} if member else {})
        for (post, day, shift), member in zip((first, second), pair or ("", ""), strict=True)
    ]
    return _apply(request, "swap", {"first": names[0], "second": names[1], **request.decision})


@change.command()
@_change_options
@click.argument("post")
@click.option("--start", required=True, type=DAY, metavar="DAY", help="The first day on which it holds.")
@click.option("--teams", metavar="KEYS", help="The teams, separated by spaces; a bar between lines: 'a b|c'.")
@click.option("--pattern", metavar="KEY", help="The pattern.")
@click.option("--windows", metavar="KEYS", help="The windows, separated by spaces; empty if it ends.")
@click.option("--partners", metavar="KEYS", help="The partners, separated by spaces.")
@click.option("--anew", is_flag=True, help="Begin the cycle anew on that day.")
def amend(  # the keys of a post
    *,
    request: _Request,
    teams: str | None,
    windows: str | None,
    partners: str | None,
    anew: bool,
    **keys: Any,  # noqa: ANN401  # by name
) -> int:
    """Change a post from a day on: its teams, pattern or windows."""
    lists: dict[str, Any] = {
        "teams": None if teams is None else [line.split() for line in teams.split("|")],
        "windows": None if windows is None else windows.split(),
        "partners": None if partners is None else partners.split(),
    }
    stated = {name: value for name, value in lists.items() if value is not None}
    cycle = {"cycle": "anew"} if anew else {}
    return _apply(request, "amendment", {**_stated(keys), **stated, **cycle, **request.decision})


@change.command("list")
@plan_argument
@json_option
def list_changes(*, plan: Plan, as_json: bool) -> None:
    """List the changes, and who decided each."""
    records = [(kind, index, record) for kind in CHANGE_TABLES for index, record in enumerate(_records(plan, kind))]
    records.sort(key=lambda entry: entry[2].decided)
    if as_json:
        data = [{"change": f"{kind}[{index}]", **_plain(record)} for kind, index, record in records]
        print_json({"changes": data})
        return
    rows = [
        (f"{kind}[{index}]", record.decided, record.by, _described(record), record.reason)
        for kind, index, record in records
    ]
    print_table(("change", "decided", "by", "says", "reason"), text_rows(rows))


def _records(plan: Plan, kind: str) -> tuple[Decision, ...]:
    records: tuple[Decision, ...] = getattr(plan, f"{kind}s")
    return records


def _plain(record: Decision) -> dict[str, Any]:
    def plain(_: type, __: attrs.Attribute[Any] | None, value: Any) -> Any:  # noqa: ANN401  # any field
        return value.isoformat() if isinstance(value, date) else value

    return attrs.asdict(record, value_serializer=plain)


def _described(record: Decision) -> str:
    """Return the keys of a record that say what it changes, without those of its decision."""
    own = {field.name for field in attrs.fields(type(record))} - {field.name for field in attrs.fields(Decision)}
    values = {field.name: getattr(record, field.name) for field in attrs.fields(type(record)) if field.name in own}
    return ", ".join(f"{name} {_words(value)}" for name, value in values.items() if value not in ("", None, False))


def _words(value: object) -> str:
    if isinstance(value, DutyName):
        return " ".join(filter(None, (value.post, value.day.isoformat(), value.shift, value.member)))
    if isinstance(value, tuple):
        return "|".join(" ".join(part) if isinstance(part, tuple) else str(part) for part in value) or "none"
    return str(value)


def _stated(keys: dict[str, Any]) -> dict[str, Any]:
    """Return the keys that were given, as a plan file has them."""
    given = {name: value for name, value in keys.items() if value not in (None, False)}
    return {name: value.date() if isinstance(value, datetime) else value for name, value in given.items()}


def _time(text: str) -> date | datetime:
    value = given_value(text)
    if isinstance(value, Moment):
        return datetime(value.day.year, value.day.month, value.day.day, *divmod(value.minutes, 60))  # noqa: DTZ001  # local
    if isinstance(value, date):
        return value
    raise click.BadParameter(f"found {text!r}; expected a day, or a moment such as 2024-01-03T18:00")


# --- what follows from a change -----------------------------------------------------------------------------------


@attrs.frozen
class _Effect:
    """What follows from a change."""

    plan: Plan
    roster: Roster
    duties: tuple[DutyDifference, ...]
    shortfalls: tuple[Shortfall, ...]
    findings: tuple[RosterFinding, ...]


def _apply(request: _Request, kind: str, record: dict[str, Any]) -> int:
    """Show what follows from a record, and write it if the caller agrees."""
    path = record_path(request.plan_file)
    read = path.read_bytes()
    effect = _effect(request, kind, record)
    if request.answer.as_json:
        written = request.confirmed
        if written:
            add_record(path, kind, record, read=read)
        print_json(_data(effect, str(path) if written else None))
        return DONE
    click.echo(record_text(kind, record))
    _print_effect(effect, request.answer.language)
    if not request.confirmed and not sys.stdin.isatty():
        raise click.UsageError("Nothing was written. Give --yes to add the record without a question.")
    if not request.confirmed and not click.confirm(f"Add this record to {path}?"):
        click.echo("Nothing was written.")
        return NO
    add_record(path, kind, record, read=read)
    click.echo(f"{path}: one record was added. Publish to tell those concerned.")
    return DONE


def _effect(request: _Request, kind: str, record: dict[str, Any]) -> _Effect:
    before = electsched.load_plan(request.plan_file, members=request.members)
    after = load_changed_plan(request.plan_file, kind, record, members=request.members)
    (old, old_gaps), (new, new_gaps) = electsched.build_roster(before), electsched.build_roster(after)
    known = {attrs.evolve(finding, change="") for finding in check_roster(old, before)}
    findings = (finding for finding in check_roster(new, after) if attrs.evolve(finding, change="") not in known)
    return _Effect(
        after,
        new,
        roster_difference(old, new),
        tuple(gap for gap in new_gaps if gap not in old_gaps),
        tuple(finding for finding in findings if finding.code != "under"),
    )


def _data(effect: _Effect, written: str | None) -> dict[str, Any]:
    return {
        "duties": [difference.to_dict() for difference in effect.duties],
        "shortfalls": [gap.to_dict() for gap in effect.shortfalls],
        "findings": [finding.to_dict() for finding in effect.findings],
        "written": written,
    }


def _print_effect(effect: _Effect, language: str) -> None:
    rows = [
        (duty.day, duty.post, duty.shift, _who(difference.before), _who(difference.after))
        for difference in effect.duties[:MOST_SHOWN]
        for duty in [difference.after or difference.before]
        if duty is not None
    ]
    if rows:
        print_table(("day", "post", "shift", "before", "after"), text_rows(rows))
    else:
        click.echo("No duty changes.")
    if len(effect.duties) > MOST_SHOWN:
        click.echo(f"and {len(effect.duties) - MOST_SHOWN} duties more")
    stand_ins = StandIns(effect.plan, effect.roster)
    for gap in effect.shortfalls[:MOST_SHOWN]:
        click.echo(f"{gap.day} {gap.post} {gap.shift}: {gap.missing} of {gap.people} missing: {gap.reason[language]}")
        click.echo(f"  could stand in: {_named(stand_ins, gap)}")
    for finding in effect.findings[:MOST_SHOWN]:
        click.echo(finding.to_text(language))


def _who(duty: Duty | None) -> str:
    if duty is None:
        return "-"
    return f"{duty.team}: {', '.join(duty.members)}" if duty.members else f"{duty.team} ({duty.people})"


def _named(stand_ins: StandIns, gap: Shortfall) -> str:
    candidates = stand_ins.candidates(post=gap.post, day=gap.day, shift=gap.shift)
    free = [candidate.member or candidate.team for candidate in candidates if not candidate.obstacles]
    return ", ".join(free[:STAND_INS_SHOWN]) or "nobody"
