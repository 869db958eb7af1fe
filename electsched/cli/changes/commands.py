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

from electsched.cli.changes.effect import effect_data, effect_of, print_effect
from electsched.cli.changes.record_file import add_record, record_path, record_text
from electsched.cli.changes.wording import ChangeRecord, change_in_words
from electsched.cli.days import day, day_or_moment
from electsched.cli.language.asked import said
from electsched.cli.language.commands import Group
from electsched.cli.language.types import TranslatedChoice, WholeNumber
from electsched.cli.options import Answer, answer_options, gathered, json_option, plan_argument
from electsched.cli.output import DONE, NO, is_confirmed, print_json, print_table, text_rows
from electsched.cli.published import PublishedSite, site_options
from electsched.i18n.languages import words
from electsched.loaders.checks.change_checks import CHANGE_TABLES
from electsched.operation.changes import ABSENCE_KINDS, Decision
from electsched.operation.plan import Plan

__all__ = ["change"]

_POST_DAY_SHIFT = "POST DAY SHIFT[/LINE]"


@click.group(cls=Group)
def change() -> None:
    """Change a roster: people, posts, teams and single duties."""


@attrs.frozen
class _Decided:
    """The options of a decision."""

    by: str
    reason: str
    decided: date | None
    corrects: bool

    def keys(self) -> dict[str, Any]:
        """Return the keys of the record; a required one is last, so that a file that was cut off is found to be so."""
        decided = self.decided or date.today()  # noqa: DTZ011  # the day of the planner
        return {
            "by": self.by,
            "decided": decided,
            **({"corrects": True} if self.corrects else {}),
            "reason": self.reason,
        }


@attrs.frozen
class _Request:
    """The options that all changes share."""

    plan_file: Path
    members: str | None
    decision: _Decided
    confirmed: bool
    answer: Answer
    published: PublishedSite


_CHANGE_OPTIONS = (
    click.argument("plan_file", metavar="PLAN", type=click.Path(path_type=Path)),
    click.option("--members", metavar="FILE", help="A list of the people of the teams."),
    click.option("--by", required=True, metavar="ROLE", help="The command role that decided it."),
    click.option("--reason", required=True, metavar="TEXT", help="The reason; it is in no calendar."),
    click.option("--decided", type=day, metavar="DAY", help="The day of the decision; today by default."),
    click.option("--corrects", is_flag=True, help="It may change duties that have begun, to say how they took place."),
    click.option("--yes", "confirmed", is_flag=True, help="Write the record without asking."),
    site_options,
    answer_options,
    gathered("decision", _Decided),
    gathered("request", _Request),
)


def _change_options(command: Callable[..., int]) -> Callable[..., int]:
    """Add the argument PLAN and the options of a decision; the command takes them as one value, ``request``."""
    return functools.reduce(lambda decorated, option: option(decorated), reversed(_CHANGE_OPTIONS), command)


def _apply(request: _Request, kind: str, record: dict[str, Any]) -> int:
    """Show what follows from a record, and write it if the caller agrees."""
    path = record_path(request.plan_file)
    read = path.read_bytes() if path.exists() else b""
    effect = effect_of(request.plan_file, kind, record, members=request.members, published=request.published)
    if request.answer.as_json:
        if request.confirmed:
            add_record(path, kind, record, read=read)
        print_json(effect_data(effect, str(path) if request.confirmed else None))
        return DONE
    phrases = words(request.answer.language)
    click.echo(record_text(kind, record))
    print_effect(effect, request.answer.language)
    if not request.confirmed and not sys.stdin.isatty():
        raise click.UsageError(said("usage.not_written"))
    if not request.confirmed and not is_confirmed(phrases["change.ask"].format(path=path)):
        click.echo(phrases["change.nothing"])
        return NO
    add_record(path, kind, record, read=read)
    click.echo(phrases["change.added"].format(path=path))
    return DONE


# --- people -------------------------------------------------------------------------------------------------------


@change.command()
@_change_options
@click.option("--member", metavar="KEY", help="The member who is absent.")
@click.option("--team", metavar="KEY", help="The team some of whose people are absent.")
@click.option("--people", type=WholeNumber(), help="How many people of the team.")
@click.option(
    "--start",
    "first",
    required=True,
    type=day_or_moment,
    metavar="DAY",
    help="The first day, or moment such as 2024-01-03T18:00.",
)
@click.option(
    "--end",
    "last",
    type=day_or_moment,
    metavar="DAY",
    help="The last day, or the first moment after it; by default the day of the start.",
)
@click.option(
    "--kind", type=TranslatedChoice(ABSENCE_KINDS), default="leave", show_default=True, help="The kind of the absence."
)
@click.option("--despite-embargo", is_flag=True, help="Grant leave under a leave embargo.")
def absence(*, request: _Request, first: date, last: date | None, **keys: Any) -> int:  # noqa: ANN401  # by name
    """Record that somebody is absent."""
    day_of_start = first.date() if isinstance(first, datetime) else first
    times = {"start": first, "end": last or day_of_start}
    return _apply(request, "absence", {**_stated(keys), **times, **request.decision.keys()})


@change.command()
@_change_options
@click.argument("member")
@click.argument("substitute")
@click.option("--start", required=True, type=day, metavar="DAY", help="The first day.")
@click.option("--end", type=day, metavar="DAY", help="The last day; the first by default.")
@click.option("--post", metavar="KEY", help="Only at this post.")
@click.option("--shift", metavar="KEY", help="Only in this shift.")
def substitute(*, request: _Request, **keys: Any) -> int:  # noqa: ANN401  # by name
    """Record that a member stands in for another."""
    return _apply(request, "substitution", {**_stated(keys), **request.decision.keys()})


@change.command()
@_change_options
@click.argument("first", nargs=3, metavar=_POST_DAY_SHIFT)
@click.argument("second", nargs=3, metavar=_POST_DAY_SHIFT)
@click.option("--members-of", "pair", nargs=2, metavar="KEY KEY", help="Only these two members exchange the duties.")
def swap(*, request: _Request, first: tuple[str, ...], second: tuple[str, ...], pair: tuple[str, ...] | None) -> int:
    """Record that two teams, or two members, exchange duties.

    The line of a duty is named if several lines have the shift.
    """
    names = [
        _duty_name(*name) | ({"member": member} if member else {})
        for name, member in zip((first, second), pair or ("", ""), strict=True)
    ]
    return _apply(request, "swap", {"first": names[0], "second": names[1], **request.decision.keys()})


def _duty_name(post: str, on: str, shift: str) -> dict[str, Any]:
    """Return the keys of a duty, from a post, a day, and a shift such as ``tour`` or ``tour/guard``."""
    key, _, line = shift.partition("/")
    return {"post": post, "day": day(on), "shift": key} | ({"line": line} if line else {})


# --- posts and teams ----------------------------------------------------------------------------------------------


def _post_options(command: Callable[..., int]) -> Callable[..., int]:
    """Add the options for the keys of a post; the command takes those that are stated as ``keys``."""

    @click.option("--start", required=True, type=day, metavar="DAY", help="The first day on which it holds.")
    @click.option("--teams", metavar="KEYS", help="The teams, separated by spaces; a bar between lines: 'a b|c'.")
    @click.option("--pattern", metavar="KEY", help="The pattern.")
    @click.option("--windows", metavar="KEYS", help="The windows, separated by spaces; empty if it ends.")
    @click.option("--partners", metavar="KEYS", help="The partners, separated by spaces.")
    @click.option(
        "--people", type=WholeNumber(), help="How many people: in each shift of the post, or of the team at a time."
    )
    @functools.wraps(command)
    def wrapper(  # noqa: PLR0913  # the options, by name
        *,
        start: date,
        teams: str | None,
        pattern: str | None,
        windows: str | None,
        partners: str | None,
        people: int | None,
        **arguments: Any,  # noqa: ANN401  # those of the command
    ) -> int:
        keys = {
            "windows": None if windows is None else windows.split(),
            "pattern": pattern,
            "teams": None if teams is None else [line.split() for line in teams.split("|")],
            "partners": None if partners is None else partners.split(),
            "people": people,
        }
        keys = {name: value for name, value in keys.items() if value is not None}
        return command(start=start, keys=keys, **arguments)

    return wrapper


@change.command()
@_change_options
@click.argument("post", required=False)
@click.option("--team", metavar="KEY", help="Change the number of people of this team, and no post.")
@_post_options
@click.option("--anew", is_flag=True, help="Begin the cycle anew on that day.")
def amend(  # noqa: PLR0913  # the options, by name
    *, request: _Request, post: str | None, team: str | None, start: date, keys: dict[str, Any], anew: bool
) -> int:
    """Change a post, or the strength of a team, from a day on."""
    subject = _stated({"post": post, "team": team, "start": start})
    keys |= {"cycle": "anew"} if anew else {}
    return _apply(request, "amendment", {**subject, **keys, **request.decision.keys()})


@attrs.frozen
class _NewPost:
    """The argument and the options that say which post is new."""

    key: str
    name: str
    unit: str
    kind: str
    address: str | None


@change.command("new-post")
@_change_options
@click.argument("key", metavar="KEY")
@click.option("--name", required=True, metavar="TEXT", help="Its name for people.")
@click.option("--unit", required=True, metavar="KEY", help="The unit that mans it.")
@click.option("--kind", required=True, help="Its kind, such as office, warehouse or rally.")
@click.option("--address", metavar="TEXT", help="Its address.")
@_post_options
@gathered("post", _NewPost)
def new_post(*, request: _Request, post: _NewPost, start: date, keys: dict[str, Any]) -> int:
    """Bring a new post, which is manned from a day on."""
    names = {"key": post.key, "name": post.name, "unit": post.unit, "kind": post.kind}
    place = {"place": {"address": post.address}} if post.address else {}
    last: dict[str, Any] = {part: keys.pop(part) for part in ("windows", "pattern", "teams") if part in keys}
    record = {"start": start, **request.decision.keys(), "new_post": {**names, **place, **keys, **last}}
    return _apply(request, "amendment", record)


# --- single duties ------------------------------------------------------------------------------------------------


@change.command()
@_change_options
@click.argument("post")
@click.argument("on", metavar="DAY", type=day)
@click.argument("shift")
@click.argument("team")
@click.option("--people", type=WholeNumber(), help="How many people of the team; those of the shift by default.")
@click.option("--line", metavar="KEY", help="A key that is no line of the pattern; extra by default.")
def addition(  # the arguments and options, by name
    *,
    request: _Request,
    post: str,
    on: date,
    shift: str,
    team: str,
    **keys: Any,  # noqa: ANN401  # by name
) -> int:
    """Add a single duty of a team."""
    duty = {"post": post, "day": on, "shift": shift, "team": team}
    return _apply(request, "addition", {**duty, **_stated(keys), **request.decision.keys()})


@change.command()
@_change_options
@click.argument("duty", nargs=3, metavar=_POST_DAY_SHIFT)
def cancel(*, request: _Request, duty: tuple[str, ...]) -> int:
    """Cancel a single duty, in one line or all."""
    return _apply(request, "cancellation", {**_duty_name(*duty), **request.decision.keys()})


# --- the records of a plan ----------------------------------------------------------------------------------------


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
        (f"{kind}[{index}]", record.decided, record.by, change_in_words(record, plan), record.reason)
        for kind, index, record in records
    ]
    print_table(("change", "decided", "by", "says", "reason"), text_rows(rows))


def _records(plan: Plan, kind: str) -> tuple[ChangeRecord, ...]:
    records: tuple[ChangeRecord, ...] = getattr(plan, f"{kind}s")
    return records


def _plain(record: Decision) -> dict[str, Any]:
    def plain(_: type, __: attrs.Attribute[Any] | None, value: Any) -> Any:  # noqa: ANN401  # any field
        return value.isoformat() if isinstance(value, date) else value

    return attrs.asdict(record, value_serializer=plain)


def _stated(keys: dict[str, Any]) -> dict[str, Any]:
    """Return the keys that were given, as a plan file has them."""
    return {name: value for name, value in keys.items() if value not in (None, False)}
