"""Commands on a published site: tell of its changes, and write single calendars and printouts."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import attrs
import click

import electsched
from electsched.calendars.stage_events import STAGE_KEYS, StageVariant
from electsched.cli.files import STDOUT, write_output
from electsched.cli.language.asked import asked_language, said
from electsched.cli.language.commands import Group
from electsched.cli.language.types import TranslatedChoice
from electsched.cli.language.words_file import words
from electsched.cli.options import (
    assumption_options,
    day,
    gathered,
    language_option,
    output_option,
    plan_argument,
    subject_argument,
)
from electsched.cli.printouts import card_page, sheet_page
from electsched.cli.published import PublishedSite, site_options
from electsched.cli.telling.announce import announce
from electsched.cli.telling.changes import changes
from electsched.loaders.plan_election import load_timeline
from electsched.operation.plan import Plan
from electsched.serving.nginx import nginx_config
from electsched.timeline.assumptions import Assumptions

__all__ = ["site"]


@click.group(cls=Group)
def site() -> None:
    """Tell of changes, and write calendars and printouts."""


site.add_command(changes)
site.add_command(announce)
site.add_command(words)


@site.command()
@subject_argument
@assumption_options
@click.option(
    "--variant",
    type=TranslatedChoice(sorted(STAGE_KEYS)),
    default="bars",
    show_default=True,
    help="Each stage as one event of all its days, or its first and its last day as an event each.",
)
@output_option
@language_option
def calendar(*, subject: str, assumptions: Assumptions, variant: StageVariant, output: str, language: str) -> None:
    """Write the stages of an election as a calendar (iCalendar).

    SUBJECT is an election or statute, such as id/general-2024, or a TOML file of one, or of a plan.
    """
    timeline = load_timeline(subject, assumptions)
    write_output(output, electsched.stage_calendar(timeline, language=language, variant=variant).to_ical())


def _write_page(output: str, page: bytes) -> None:
    """Write a page to be printed; if it is a new file, say what to do with it."""
    write_output(output, page)
    if output != STDOUT and Path(output).is_file():
        click.echo(said("printout.written", path=output))


@attrs.frozen
class _Sheets:
    """The options that say which posts and days are printed."""

    posts: tuple[str, ...]
    unit: str | None
    first_day: date
    last_day: date | None


@site.command()
@plan_argument
@site_options
@click.option("--post", "posts", multiple=True, help="The key of a post; may be repeated.")
@click.option("--unit", help="The key of a unit: the sheets of its posts.")
@click.option("--day", "first_day", required=True, type=day, metavar="DAY", help="The day on which the duties begin.")
@click.option("--until", "last_day", type=day, metavar="DAY", help="The last day of the sheets, included.")
@output_option
@language_option
@gathered("choice", _Sheets)
def sheet(*, plan: Plan, published: PublishedSite, choice: _Sheets, output: str, language: str) -> None:
    """Write duty sheets into one file, to be printed.

    Without posts and unit it has those of all posts. With a site the sheets of past days show who did the duties.
    """
    plan, continuation = published.continuation(plan)
    posts, unit = choice.posts, choice.unit
    if unit:
        plan.unit(unit)
        posts += tuple(post.key for post in plan.posts if post.unit == unit)
    chosen = posts or tuple(post.key for post in plan.posts)
    first_day, last_day = choice.first_day, choice.last_day or choice.first_day
    count = (last_day - first_day).days + 1
    if count < 1:
        raise click.UsageError(said("usage.until"))
    if not chosen:
        raise click.UsageError(said("usage.no_post"))
    days = [first_day + timedelta(days=number) for number in range(count)]
    page = sheet_page(plan, posts=chosen, days=days, language=language, stamp=published.now, roster=continuation.roster)
    _write_page(output, page)


@attrs.frozen
class _Cards:
    """The options that say whose cards are printed."""

    people: tuple[str, ...]
    team: str | None
    unit: str | None


@site.command()
@plan_argument
@site_options
@click.option("--member", "people", multiple=True, help="The key of a member; may be repeated.")
@click.option("--team", help="The key of a team: the cards of its members.")
@click.option("--unit", help="The key of a unit: the cards of the members of its teams.")
@output_option
@language_option
@gathered("choice", _Cards)
def card(*, plan: Plan, published: PublishedSite, choice: _Cards, output: str, language: str) -> None:
    """Write duty cards into one file, to be printed.

    Each card fits a page. Without a choice it has those of all members. With a site they show past duties as they were
    done.
    """
    plan, continuation = published.continuation(plan)
    people, team, unit = choice.people, choice.team, choice.unit
    if team:
        plan.team(team)
        people += tuple(member.key for member in plan.members if member.team == team)
    if unit:
        plan.unit(unit)
        people += tuple(member.key for member in plan.members if plan.team(member.team).unit == unit)
    chosen = people or (() if team or unit else tuple(member.key for member in plan.members))
    if not chosen:
        raise click.UsageError(said("usage.no_member"))
    page = card_page(plan, members=chosen, language=language, stamp=published.now, roster=continuation.roster)
    _write_page(output, page)


@site.command()
@click.argument("site")
def nginx(*, site: str) -> None:
    """Print the nginx configuration for a site."""
    click.echo(nginx_config(site, language=asked_language()), nl=False)
