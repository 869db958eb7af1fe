"""Commands on a published site: write it, show it, and write single calendars and printouts."""

from __future__ import annotations

import functools
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import TypedDict, Unpack

import attrs
import click

import electsched
from electsched.calendars.stage_events import STAGE_KEYS, StageVariant
from electsched.cli.files import changes_path, write_output
from electsched.cli.language.asked import said
from electsched.cli.language.commands import Command, Group
from electsched.cli.language.types import Choice, WholeNumberInRange
from electsched.cli.options import (
    Answer,
    answer_options,
    assumption_options,
    day,
    gathered,
    language_option,
    moment,
    output_option,
    plan_argument,
    roster_option,
    subject_argument,
)
from electsched.cli.output import ProgressBar, print_json
from electsched.cli.printouts import card_page, clock, sheet_page
from electsched.cli.published import PublishedSite, site_options
from electsched.cli.telling.announce import announce
from electsched.cli.telling.changes import changes
from electsched.cli.telling.publication import (
    changes_text,
    print_result,
    print_warnings,
    result_data,
    untold_count,
)
from electsched.loaders.laws import is_election, is_statute
from electsched.loaders.plan import election_plan
from electsched.loaders.plan_election import load_timeline
from electsched.loaders.plan_files.roster_grid import load_roster
from electsched.operation.plan import Plan
from electsched.operation.site import LOCAL_URL
from electsched.publishing.executors import PublishOptions, local_workers
from electsched.serving.nginx import nginx_config
from electsched.timeline.assumptions import Assumptions

__all__ = ["publish", "site"]

INTERRUPTED = 130
"""The exit status after Ctrl-C, as shells have it."""


class PublishKeywords(TypedDict):
    """The options of the command that `electsched.publish` takes under the same name."""

    links: str | None
    stamp: datetime | None
    rebuild: bool
    correct_past: bool
    without_links: bool


def published_argument(command: Callable[..., object]) -> Callable[..., object]:
    """Add the argument PLAN, which may also be an election or a statute; the command takes the ``plan``."""

    @click.argument("subject", metavar="PLAN")
    @click.option("--members", metavar="FILE", help="A list (XLSX or CSV) of the people of the teams.")
    @click.option("--url", metavar="ADDRESS", help="The address of the site of an election without a plan.")
    @assumption_options
    @functools.wraps(command)
    def wrapper(
        *, subject: str, members: str | None, url: str | None, assumptions: Assumptions, **arguments: object
    ) -> object:
        if is_election(subject) or is_statute(subject):
            return command(plan=election_plan(subject, assumptions, url=url or LOCAL_URL), **arguments)
        if url or assumptions != Assumptions(provisional=assumptions.provisional):
            raise click.UsageError(said("usage.plan_options", subject=subject))
        plan = electsched.load_plan(subject, members=members, provisional=assumptions.provisional)
        return command(plan=plan, **arguments)

    return wrapper


@click.command(cls=Command)
@published_argument
@click.argument("target")
@roster_option
@click.option("--links", metavar="FILE", help="Give units, partners and members private links, kept in this registry.")
@click.option("--without-links", is_flag=True, help="End the private links of the site: remove their files.")
@click.option("--changes", "listed", type=changes_path, metavar="FILE", help="Write the changes: .txt, .csv or .json.")
@click.option("--jobs", type=WholeNumberInRange(1), default=1, show_default=True, help="Processes that do the work.")
@click.option("--at", "stamp", type=moment, metavar="TIME", help="Publish as of this time, with an offset.")
@click.option("--correct-past", is_flag=True, help="Rewrite duties that have begun as the plan says.")
@click.option("--rebuild", is_flag=True, help="Make calendars anew that are damaged or missing in the site.")
@answer_options
def publish(  # noqa: PLR0913  # a plan with its roster, a site, and the form of the answer
    *,
    plan: Plan,
    target: str,
    roster_file: str | None,
    listed: str | None,
    jobs: int,
    answer: Answer,
    **keywords: Unpack[PublishKeywords],
) -> None:
    """Write the calendars and pages of a plan to a site.

    TARGET is a folder, or an address such as s3://bucket/folder. If PLAN is an election or a statute, such as
    id/general-2024, only its stages are published.
    """
    if keywords["links"] and keywords["without_links"]:
        raise click.UsageError(said("usage.both_links"))
    roster = None if roster_file is None else load_roster(roster_file, plan)
    try:
        with ProgressBar() as progress, local_workers(jobs) as executor:
            result = electsched.publish(
                plan,
                target,
                roster=roster,
                executor=executor,
                progress=progress.step,
                options=PublishOptions(notice=progress.notice),
                **keywords,
            )
    except KeyboardInterrupt:
        click.echo(said("publish.stopped"), err=True)
        raise click.exceptions.Exit(INTERRUPTED) from None
    if listed:
        write_output(listed, changes_text(listed, result, plan, answer.language))
    if answer.as_json:
        print_json(result_data(result, plan))
    else:
        untold = untold_count(target, keywords["stamp"]) if result.changes else 0
        print_result(result, plan, answer.language, untold)
    links_at = (keywords["stamp"] or clock()) if keywords["links"] else None
    print_warnings(result, plan, answer.language, links_at)


@click.group(cls=Group)
def site() -> None:
    """Tell of changes, and write calendars and printouts."""


site.add_command(changes)
site.add_command(announce)


@site.command()
@subject_argument
@assumption_options
@click.option(
    "--variant",
    type=Choice(sorted(STAGE_KEYS)),
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
    write_output(output, page)


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
    write_output(output, page)


@site.command()
@click.argument("site")
def nginx(*, site: str) -> None:
    """Print the nginx configuration for a site."""
    click.echo(nginx_config(site), nl=False)
