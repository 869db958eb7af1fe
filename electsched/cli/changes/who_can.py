"""The command `roster who-can`, and the group `roster`, which imports its other commands if one of them runs.

A planner asks for stand-ins while people wait: calendars, pages and tables are not imported for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from importlib import import_module

import attrs
import click

from electsched.cli.days import day
from electsched.cli.language.commands import Command, Group
from electsched.cli.options import Answer, answer_options, gathered, plan_argument
from electsched.cli.output import DONE, NO, print_json, print_table, text_rows
from electsched.cli.published import PublishedSite, site_options
from electsched.i18n.languages import words
from electsched.operation.plan import Plan
from electsched.roster.candidates import Candidate, who_can

__all__ = ["roster", "who_can_command"]


class _RosterGroup(Group):
    """The group `roster`: this command, and those of the module `roster`."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of the commands, in the order of the alphabet."""
        return sorted((*_others().list_commands(ctx), *self.commands))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the command, or None if there is none of that name."""
        return self.commands.get(cmd_name) or _others().get_command(ctx, cmd_name)


def _others() -> click.Group:
    group: click.Group = import_module("electsched.cli.roster").roster
    return group


@click.group(cls=_RosterGroup)
def roster() -> None:
    """Show and assign duties, and show the people needed and present."""


@attrs.frozen
class _Slot:
    """The arguments that name a duty."""

    post: str
    day: date
    shift: str


@click.command("who-can", cls=Command)
@plan_argument
@click.argument("post")
@click.argument("day", metavar="DAY", type=day)
@click.argument("shift")
@click.option("--all", "everyone", is_flag=True, help="Show those with an obstacle too.")
@site_options
@answer_options
@gathered("slot", _Slot)
def who_can_command(*, plan: Plan, published: PublishedSite, slot: _Slot, everyone: bool, answer: Answer) -> int:
    """Show who could stand in at a duty.

    They are free, rested and in the right role; those with the fewest hours so far come first.
    """
    shown_plan, continuation = published.continuation(plan)
    candidates = who_can(shown_plan, continuation.roster, post=slot.post, day=slot.day, shift=slot.shift)
    free = [candidate for candidate in candidates if not candidate.obstacles]
    if answer.as_json:
        print_json({"candidates": [candidate.to_dict() for candidate in candidates]})
    else:
        phrases = words(answer.language)
        rows = [
            (
                candidate.member or candidate.team,
                candidate.team,
                candidate.unit,
                f"{candidate.hours:g}",
                _obstacles(candidate, phrases),
            )
            for candidate in (candidates if everyone else free)
        ]
        head = ("who", "team", "unit", "hours so far", "obstacles")
        print_table(head, text_rows(rows), language=answer.language)
        click.echo(phrases["who_can.sums"].format(free=len(free), others=len(candidates) - len(free)))
    return DONE if free else NO


def _obstacles(candidate: Candidate, phrases: Mapping[str, str]) -> str:
    return ", ".join(phrases[f"obstacle.{obstacle.replace('-', '_')}"] for obstacle in candidate.obstacles)


roster.add_command(who_can_command)
