"""A publication: the values that its steps share, and the run of its partitions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from functools import cached_property
from itertools import count, islice

import attrs

from electsched.calendars.duty_feeds import roster_paths
from electsched.calendars.revision import RevisionRules
from electsched.calendars.stage_events import STAGE_KEYS
from electsched.errors import PublishError
from electsched.operation.plan import Plan
from electsched.publishing.change_log import next_edition
from electsched.publishing.executors import Workers
from electsched.publishing.fingerprint import shared_fingerprint
from electsched.publishing.layout import INTERNAL, PUBLIC, group_key, is_calendar, is_paged
from electsched.publishing.lease import Lease, check_lease
from electsched.publishing.partitions.build import run_jobs
from electsched.publishing.partitions.jobs import JobResult, JobSettings, group_jobs, make_jobs, unreached
from electsched.publishing.private.registry import LinkRegistry
from electsched.publishing.sections import BuildContext, SiteSection, read_calendars
from electsched.publishing.site_state import SiteState, first_sequence
from electsched.publishing.site_writer import PublishedFile, SiteWriter
from electsched.roster.duty import Roster, Shortfall
from electsched.roster.index import RosterIndex
from electsched.roster.parts.partition import PARTITION_FIELDS, shared_plan
from electsched.roster.rotation import build_roster
from electsched.stores.base import SECRET, Store, read_file
from electsched.stores.records import past_records, recorded_index

__all__ = ["Publication", "write_partitions"]


@attrs.frozen(kw_only=True)
class Publication:
    """The values that the steps of a publication share.

    Attributes:
        roster: The duties that were given; None if the teams rotate.
        locked: Whether the store is locked.
        state: The state of the site before.
        registry: The private links, if there are any.
        now: The moment at which private links work.
        began: The moment up to which duties that have begun stay as they were published; None if none does.
    """

    plan: Plan
    roster: Roster | None = attrs.field(repr=False)
    store: Store
    workers: Workers
    locked: bool
    lease: Lease
    state: SiteState
    registry: LinkRegistry | None
    now: datetime
    began: datetime | None

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
        rules = RevisionRules(stamp=self.lease.stamp, retire=retire, retired=self.state.retired, began=self.began)
        return JobSettings(
            context=BuildContext(writer, rules),
            plan=shared_plan(plan),
            fingerprint=shared_fingerprint(plan),
            paged=is_paged(plan, options.index_page_limit),
            disclosed=self.registry is not None,
            edition=next_edition(self.store),
        )

    @property
    def own_fields(self) -> list[object]:
        """The lists of the plan that are cut into partitions."""
        return [getattr(self.plan, name) for name in PARTITION_FIELDS]

    @cached_property
    def rotation(self) -> tuple[Roster | None, tuple[Shortfall, ...] | None]:
        """The duties of all partitions, and the shifts that no team can fill; None for those that are not built here.

        To build them all at once is faster if all partitions are new.
        """
        if self.roster is not None or self.settings.paged or self.state.record_paths:
            return self.roster, None
        return build_roster(self.plan)

    def index(self, files: Iterable[PublishedFile]) -> RosterIndex:
        """Return the duties that were built here for all partitions, else those in the records among these files."""
        roster, shortfalls = self.rotation
        if self.settings.paged:  # the pages of the units show them
            return RosterIndex(self.plan, Roster(()))
        if roster is not None and shortfalls is not None:
            return RosterIndex(self.plan, roster)
        return recorded_index(self.store, self.plan, (file.path for file in files))

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

    @property
    def calendar_count(self) -> int:
        """The number of calendars; one that is split by month counts once."""
        of_unit = Counter(unit for _, unit in roster_paths(self.plan))
        links, languages = self.registry, len(self.plan.languages)
        private = sum(of_unit[link.key] for link in links.links("unit") if link.works(self.now)) if links else 0
        private += links.count(self.now, "partner") * languages + links.count(self.now, "personal") if links else 0
        return len(STAGE_KEYS) * languages + of_unit.total() + private


def write_partitions(publication: Publication, progress: Callable[[int, int], None] | None) -> list[JobResult]:
    """Write the calendars and pages of all partitions, and return their results in the order of the plan.

    The stages, which are written, count as progress.
    """
    store, workers, state = publication.store, publication.workers, publication.state
    total, numbers = publication.calendar_count, count(1)

    def step(calendars: int) -> None:
        for number in islice(numbers, calendars):
            if progress is not None:
                progress(min(number, total), total)

    step(len(STAGE_KEYS) * len(publication.plan.languages))
    roster, shortfalls = publication.rotation
    gone = read_calendars(publication.context, publication.gone)
    withdrawn = frozenset(uid for calendar in gone for uid in calendar.events)
    settings = attrs.evolve(publication.settings, withdrawn=withdrawn, shortfalls=shortfalls)
    jobs = make_jobs(publication.plan, roster, state, publication.registry, publication.now)
    results: dict[int, tuple[JobResult, ...]] = {}
    for number, done in workers.run(run_jobs, settings, group_jobs(jobs, workers.options.officers_per_job)):
        if isinstance(done, PublishError):
            check_lease(store, publication.lease.token, done.faults[0].path)
            raise done
        written = next((path for result in done for path in result.written), None)
        # The worker may have written it to another store than the one that this process reaches.
        if workers.executor is not None and written is not None and read_file(store, written) is None:
            raise unreached(store, written)
        for result in done:
            step(sum(is_calendar(file.path) for file in result.files))
        results[number] = done
    return [result for number in sorted(results) for result in results[number]]
