"""The command `publish`: write the site of a plan, and tell the result."""

from __future__ import annotations

import functools
from collections.abc import Callable
from datetime import datetime
from typing import TypedDict, Unpack

import click

import electsched
from electsched.cli.days import clock, moment
from electsched.cli.files import changes_path, write_output
from electsched.cli.language.asked import added_languages, said
from electsched.cli.language.commands import Command
from electsched.cli.language.types import PROCESSES
from electsched.cli.options import Answer, answer_options, assumption_options, roster_option
from electsched.cli.output import ProgressBar, print_json
from electsched.cli.telling.publication import (
    changes_text,
    print_result,
    print_warnings,
    result_data,
    untold_count,
)
from electsched.loaders.laws import is_law
from electsched.loaders.plan import election_plan
from electsched.loaders.plan_files.given_roster import given_roster
from electsched.operation.plan import Plan
from electsched.operation.site import LOCAL_URL
from electsched.publishing.executors import PublishOptions, local_workers
from electsched.timeline.assumptions import Assumptions

__all__ = ["publish"]

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
        added = added_languages()
        if is_law(subject):
            return command(plan=election_plan(subject, assumptions, url=url or LOCAL_URL, languages=added), **arguments)
        if url or assumptions != Assumptions(provisional=assumptions.provisional):
            raise click.UsageError(said("usage.plan_options", subject=subject))
        plan = electsched.load_plan(subject, members=members, provisional=assumptions.provisional, languages=added)
        return command(plan=plan, **arguments)

    return wrapper


@click.command(cls=Command)
@published_argument
@click.argument("target")
@roster_option
@click.option("--links", metavar="FILE", help="Give units, partners and members private links, kept in this registry.")
@click.option("--without-links", is_flag=True, help="End the private links of the site: remove their files.")
@click.option("--changes", "listed", type=changes_path, metavar="FILE", help="Write the changes: .txt, .csv or .json.")
@click.option("--jobs", type=PROCESSES, default=1, show_default=True, help="Processes that do the work.")
@click.option("--at", "stamp", type=moment, metavar="TIME", help="Publish as of this time, with an offset.")
@click.option("--correct-past", is_flag=True, help="Rewrite duties that have begun as the plan says.")
@click.option("--rebuild", is_flag=True, help="Make files anew that are damaged or missing in the site.")
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
    roster = given_roster(plan, roster_file)
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
