"""A publication: the values that its steps share."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING

import attrs

from electsched.calendars.duty_feeds import roster_paths
from electsched.calendars.revision import RevisionRules
from electsched.publishing.change_log import next_edition
from electsched.publishing.fingerprint import shared_fingerprint
from electsched.publishing.layout import INTERNAL, PUBLIC, group_key
from electsched.publishing.partitions.jobs import JobSettings
from electsched.publishing.sections import BuildContext, SiteSection
from electsched.publishing.site_writer import SiteWriter, first_sequence
from electsched.roster.parts.partition import shared_plan
from electsched.roster.rotation import build_roster
from electsched.stores.base import SECRET
from electsched.stores.records import past_records

if TYPE_CHECKING:
    from electsched.operation.plan import Plan
    from electsched.publishing.executors import Workers
    from electsched.publishing.lease import Lease
    from electsched.publishing.private.published import PublishedLinks
    from electsched.publishing.site_state import SiteState
    from electsched.roster.duty import Roster, Shortfall
    from electsched.stores.base import Store

__all__ = ["Publication"]


@attrs.frozen(kw_only=True)
class Publication:
    """The values that the steps of a publication share."""

    plan: Plan
    roster: Roster | None = attrs.field(repr=False)  #: as given; None if the teams rotate
    store: Store
    workers: Workers
    locked: bool
    lease: Lease
    state: SiteState  #: of the site before
    registry: PublishedLinks | None
    now: datetime  #: moment at which private links work
    began: datetime | None  #: moment up to which duties that have begun stay as they were published; None if none does

    @cached_property
    def settings(self) -> JobSettings:
        """The settings of the jobs."""
        plan, options = self.plan, self.workers.options
        # Workers may outlive a publication that is killed: each asks for the lease before every file if the next one
        # need not wait long for them.
        at_once = self.locked and self.workers.executor is not None
        recheck_seconds = 0.0 if at_once else options.lease_recheck_seconds
        writer = SiteWriter(self.store, self.lease.token, recheck_seconds=recheck_seconds)
        retire = timedelta(days=plan.site.retire_days)
        rules = RevisionRules(
            stamp=self.lease.stamp,
            retire=retire,
            retired=self.state.last.retired,
            began=self.began,
            languages=plan.languages,
        )
        return JobSettings(
            context=BuildContext(writer, rules),
            plan=shared_plan(plan),
            fingerprint=shared_fingerprint(plan),
            # With more calendars than one page lists, each unit has pages.
            paged=len([*roster_paths(plan)]) > options.index_page_limit * len(plan.languages),
            disclosed=self.registry is not None,
            edition=next_edition(self.store),
        )

    @cached_property
    def rotation(self) -> tuple[Roster | None, tuple[Shortfall, ...] | None]:
        """The duties of all partitions, and the shifts that no team can fill; None for those that are not built here.

        To build them all at once is faster if all partitions are new.
        """
        if self.roster is not None or self.settings.paged or self.state.record_paths:
            return self.roster, None
        return build_roster(self.plan)

    @cached_property
    def context(self) -> BuildContext:
        """The context of the files that belong to no partition."""
        current = {group_key(f"{INTERNAL}/{path}") for path, _ in roster_paths(self.plan)}
        groups = [group for group in self.state.files if group not in current and not group.startswith(f"{SECRET}/")]
        files = self.state.of_groups(groups)
        public = [file for path, file in files.items() if path.startswith(f"{PUBLIC}/")]
        return self.settings.context.with_files(files, first_sequence(public))

    @cached_property
    def gone(self) -> SiteSection:
        """The calendars of units, posts and teams that the plan no longer has, and the past of these units."""
        data = past_records(self.store, self.plan, self.context.writer.files, self.began)
        return SiteSection(folder=INTERNAL, audience=INTERNAL, feeds=dict.fromkeys(self.plan.languages, ()), data=data)
