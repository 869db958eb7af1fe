"""The options of commands that go on from the record of a published site."""

from __future__ import annotations

import functools
from datetime import UTC, datetime

import attrs
import click

from electsched.cli.options import CommandFunction, moment
from electsched.errors import raise_faults
from electsched.loaders.plan_files.given_roster import given_roster
from electsched.operation.plan import Plan
from electsched.roster.duty import Roster
from electsched.roster.past.continuation import Continuation, past_faults
from electsched.roster.past.names import unknown_member_faults
from electsched.roster.past.record import plan_with_past
from electsched.roster.rotation import continue_roster

__all__ = ["PublishedSite", "site_options"]


@attrs.frozen
class PublishedSite:
    """The site whose record a roster continues, and the moment; without a site the roster is made anew.

    Attributes:
        site: The folder or address of the site; None for none.
        now: The moment up to which its duties have begun.
    """

    site: str | None
    now: datetime

    def continuation(self, plan: Plan, given: Roster | None = None) -> tuple[Plan, Continuation]:
        """Return the given roster, or that of a plan, and the plan with all that only the record has.

        The roster of a plan is that of the file that it names, if it names one.

        Raises:
            InputError: Nothing was published to the site, a change is about duties that have begun, or a change of days
                ahead names somebody who was never a member.
            PublishError: The site is damaged or of another plan.
        """
        given, record = given_roster(plan) if given is None else given, None
        if self.site is not None:
            from electsched.publishing.records import site_record  # noqa: PLC0415  # loaded when a site is read

            record = site_record(self.site, plan)
        continuation = continue_roster(plan, record, self.now, given=given)
        if record is not None:
            past = past_faults(plan, record, continuation.differences, self.now)
            unknown = unknown_member_faults(plan, record, self.now) if plan.members else ()
            raise_faults([*past, *unknown], source=plan.id)
        return plan_with_past(plan, record, continuation.roster), continuation


def site_options(command: CommandFunction) -> CommandFunction:
    """Add ``--site`` and ``--at``; the command takes them as one value, ``published``."""

    @click.option("--site", metavar="SITE", help="Keep the duties that have begun as this site has them.")
    @click.option("--at", type=moment, metavar="TIME", help="With --site: as of this time, with an offset.")
    @functools.wraps(command)
    def wrapper(*, site: str | None, at: datetime | None, **arguments: object) -> object:
        return command(published=PublishedSite(site, at or datetime.now(UTC)), **arguments)

    return wrapper
