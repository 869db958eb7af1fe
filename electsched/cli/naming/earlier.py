"""The work of people before the duties that a command assigns: of an earlier roster, and of a published site."""

from __future__ import annotations

from datetime import date, timedelta

import attrs

from electsched.cli.published import PublishedSite
from electsched.loaders.plan_files.earlier_roster import load_earlier_duties
from electsched.operation.plan import Plan
from electsched.publishing.records import site_record
from electsched.roster.duty import Duty
from electsched.roster.past.record import begun_part, listed_members

__all__ = ["Earlier", "earlier_work"]


@attrs.frozen
class Earlier:
    """Earlier duties.

    Attributes:
        duties: The duties, in no order.
        first_day: The first day on which no duty has begun; None if no duty of a site has.
    """

    duties: tuple[Duty, ...]
    first_day: date | None = None


def earlier_work(plan: Plan, history: str | None, published: PublishedSite) -> Earlier:
    """Return the duties of an earlier roster, and those of a published site up to the last day that has begun.

    Raises:
        InputError: The roster cannot be read or has faults, or nothing was published to the site.
        PublishError: The site is damaged or of another plan.
    """
    duties = () if history is None else load_earlier_duties(history, plan)
    if published.site is None:
        return Earlier(duties)
    record, crews = site_record(published.site, plan), listed_members(plan)
    days = [duty.day for duty in begun_part(record, published.now).duties]
    if not days:
        return Earlier(duties)
    first_day = max(days) + timedelta(days=1)
    past_duties = [
        duty
        if duty.members or record.crews.get(duty.team) == crews.get(duty.team)
        else attrs.evolve(duty, members=record.crews.get(duty.team, ()))
        for duty in record.duties
        if duty.day < first_day
    ]
    return Earlier((*duties, *past_duties), first_day)
