"""The options that commands share which tell people: the site, the list of people, and the time."""

from __future__ import annotations

import functools
from collections.abc import Callable
from datetime import datetime
from typing import Any

import attrs
import click

import electsched
from electsched.cli.days import clock
from electsched.cli.language.asked import added_languages, with_words
from electsched.cli.options import moment
from electsched.loaders.plan_files.members import load_members
from electsched.operation.plan import Plan
from electsched.operation.teams import Member
from electsched.stores.base import Store
from electsched.stores.remote import open_store

__all__ = ["SiteRequest", "site_options"]


@attrs.frozen
class SiteRequest:
    """The site, the people as far as they are listed, and the time.

    Attributes:
        store: The store of the site.
        people: The listed people, by key.
        now: The time.
        plan: The plan, if it was given.
    """

    store: Store
    people: dict[str, Member] = attrs.field(repr=False)
    now: datetime
    plan: Plan | None = attrs.field(default=None, repr=False)

    @property
    def names(self) -> dict[str, str]:
        """The name of each listed person, by key."""
        return {key: member.name for key, member in self.people.items()}

    def language(self, code: str) -> str:
        """Return the language of a code, with its words: those of the plan, or of a file that was handed in."""
        languages = self.plan.languages if self.plan is not None else ()
        return next((language for language in languages if language == code), with_words(code))


def site_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the argument SITE, ``--members``, ``--plan`` and ``--at``; the command takes them as one ``request``."""

    @click.argument("target", metavar="SITE")
    @click.option("--members", metavar="FILE", help="A list (XLSX or CSV) of the people of the teams, for their names.")
    @click.option(
        "--plan",
        "plan_file",
        metavar="PLAN",
        help="The plan: for --to, or if it lists people or names the columns.",
    )
    @click.option("--at", type=moment, metavar="TIME", help="This time instead of the clock's, with an offset.")
    @functools.wraps(command)
    def wrapper(
        *, target: str, members: str | None, plan_file: str | None, at: datetime | None, **arguments: object
    ) -> object:
        listed: tuple[Member, ...] = ()
        plan = (
            None if plan_file is None else electsched.load_plan(plan_file, members=members, languages=added_languages())
        )
        if plan is not None:
            listed = plan.members
        elif members is not None:
            listed = load_members(members)
        people = {member.key: member for member in listed}
        return command(request=SiteRequest(open_store(target), people, at or clock(), plan), **arguments)

    return wrapper
