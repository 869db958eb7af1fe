"""The values that are sent to a worker and back: jobs, the settings that all of them share, and results."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from itertools import islice

import attrs

from electsched.calendars.duty_feeds import roster_paths
from electsched.calendars.revision import RevisionRules
from electsched.errors import Fault
from electsched.operation.plan import Plan
from electsched.publishing.executors import Workers
from electsched.publishing.fingerprint import shared_fingerprint
from electsched.publishing.layout import INTERNAL, month_paths, unit_pages
from electsched.publishing.lease import Lease
from electsched.publishing.partition import Partition, partition, partner_partitions, shared_plan
from electsched.publishing.private.links import PrivateLink
from electsched.publishing.private.registry import LinkRegistry
from electsched.publishing.report import Report
from electsched.publishing.sections import Entry
from electsched.publishing.site_state import PartitionRecord, SiteState
from electsched.publishing.site_writer import PublishedFile
from electsched.roster.duty import Roster, Shortfall
from electsched.stores.base import SECRET, Store

__all__ = [
    "Job",
    "JobFailure",
    "JobResult",
    "JobSettings",
    "first_path",
    "group_jobs",
    "job_settings",
    "make_jobs",
    "private_files",
]

LINKS_PER_READ = 1000
TEAM_WEIGHT = 2
"""The calendars of a team take as long as those of this number of officers."""


@attrs.frozen(kw_only=True)
class JobSettings:
    """The values that all jobs of a publication share.

    Attributes:
        store: The store of the site.
        plan: The plan without the lists of its partitions, see `shared_plan`.
        fingerprint: The fingerprint of that plan.
        token: The token of the lease.
        rules: The rules of revisions.
        recheck_seconds: The number of seconds after which the lease is checked again.
        paged: Whether each unit has pages.
        disclosed: Whether the members are recorded whom each calendar names.
        withdrawn: The UIDs of events in calendars that the plan no longer has.
        shortfalls: The shifts that no team can fill, if the roster was built for all partitions; else None.
    """

    store: Store
    plan: Plan = attrs.field(repr=False)
    fingerprint: str
    token: str = attrs.field(repr=False)
    rules: RevisionRules
    recheck_seconds: float
    paged: bool = False
    disclosed: bool = False
    withdrawn: frozenset[str] = attrs.field(default=frozenset(), repr=False)
    shortfalls: tuple[Shortfall, ...] | None = attrs.field(default=None, repr=False)


def job_settings(  # noqa: PLR0913  # the values of a publication
    store: Store, plan: Plan, lease: Lease, state: SiteState, workers: Workers, *, locked: bool
) -> JobSettings:
    """Return the settings of the jobs of a publication; ``locked`` is whether the store is locked."""
    # Workers may outlive a publication that is killed: each asks for the lease before every file if the next one need
    # not wait long for them.
    at_once = locked and workers.executor is not None
    retire = timedelta(days=plan.site.retire_days)
    return JobSettings(
        store=store,
        plan=shared_plan(plan),
        fingerprint=shared_fingerprint(plan),
        token=lease.token,
        rules=RevisionRules(stamp=lease.stamp, retire=retire, retired=state.retired),
        recheck_seconds=0.0 if at_once else workers.options.lease_recheck_seconds,
    )


def private_files(registry: LinkRegistry | None, now: datetime) -> Iterator[tuple[str, PublishedFile, str]]:
    """Yield the path, the record and the reader of each file that was published at a link that works."""
    links = (link for link in (registry.links() if registry else ()) if link.works(now))
    while registry and (page := tuple(islice(links, LINKS_PER_READ))):
        files = registry.files(page)
        for link in page:
            for record in files[link.token]:
                yield f"{link.folder}/{record.path}", record, f"{link.audience} {link.key}"


@attrs.frozen(kw_only=True)
class Job:
    """A partition to be published.

    Attributes:
        partition: The partition.
        links: The private links of its units, members or partners.
        entries: The published files of its calendars and pages, by path below the internal part.
        files: The files of the site that belong to it.
        private_files: The published files of each link, by its token.
        record: The state of the partition after the last publication; None if unknown.
        first_sequence: The SEQUENCE of new events, if calendars were lost.
    """

    partition: Partition
    links: tuple[PrivateLink, ...] = attrs.field(default=(), repr=False)
    entries: Mapping[str, Entry] = attrs.field(factory=dict, repr=False)
    files: dict[str, PublishedFile] | None = attrs.field(default=None, repr=False)
    private_files: Mapping[str, tuple[PublishedFile, ...]] = attrs.field(factory=dict, repr=False)
    record: PartitionRecord | None = None
    first_sequence: int = 0

    @property
    def weight(self) -> int:
        """The time that it takes, in officers."""
        fields = self.partition.fields
        return len(fields["members"]) + TEAM_WEIGHT * len(fields["teams"])


@attrs.frozen(kw_only=True)
class JobResult:
    """The files of a partition, or of a part of the site that belongs to no partition, after it was published.

    Attributes:
        entries: The files of the part.
        report: Its changes.
        record: The state of the partition; None if it is none.
        written: The files that are new or changed.
        unchanged: The files that were left as they were.
        months: The number of events in each month of each calendar that is split, by path in the site.
        too_large: The calendars that are too large for apps, by path in the site.
        private_files: The files of each private link, by its token, if they are not those of the record.
        disclosures: The members whom each calendar names, by its name in a `Disclosure`.
        live: Those of the withdrawn UIDs that are in its calendars.
        retired: The last SEQUENCE of each event that was retired, by UID.
        shortfalls: The shifts that no team can fill.
    """

    entries: tuple[Entry, ...] = attrs.field(repr=False)
    report: Report = attrs.field(factory=Report, repr=False)
    record: PartitionRecord | None = None
    written: tuple[str, ...] = attrs.field(default=(), repr=False)
    unchanged: tuple[str, ...] = attrs.field(default=(), repr=False)
    months: Mapping[str, Mapping[str, int]] = attrs.field(factory=dict, repr=False)
    too_large: tuple[str, ...] = attrs.field(default=(), repr=False)
    private_files: Mapping[str, tuple[PublishedFile, ...]] = attrs.field(factory=dict, repr=False)
    disclosures: Mapping[str, tuple[str, ...]] = attrs.field(factory=dict, repr=False)
    live: frozenset[str] = attrs.field(default=frozenset(), repr=False)
    retired: Mapping[str, int] = attrs.field(factory=dict, repr=False)
    shortfalls: tuple[Shortfall, ...] = attrs.field(default=(), repr=False)


@attrs.frozen
class JobFailure:
    """The reason why a job stopped; a value, for not every error can be sent between processes.

    Attributes:
        faults: The faults.
        source: The name of the store.
        unreached: Whether the worker found no lease: its store is another one.
    """

    faults: tuple[Fault, ...]
    source: str
    unreached: bool = False


def first_path(partition: Partition, plan: Plan) -> str:
    """Return the first calendar of a partition, which names it in errors."""
    language = plan.languages[0]
    if partition.units:
        return f"{INTERNAL}/units/{partition.units[0]}.{language}.ics"
    if partition.partners:
        return f"{SECRET}/.../duties.{language}.ics (partner {partition.partners[0]})"
    paths = roster_paths(partition.plan(plan))
    return next((f"{INTERNAL}/{path}" for path, _ in paths), f"{INTERNAL}/")


def make_jobs(  # noqa: PLR0913  # a plan and what is known of its site
    plan: Plan, roster: Roster | None, state: SiteState, registry: LinkRegistry | None, now: datetime, *, paged: bool
) -> Iterator[Job]:
    """Yield the jobs of a publication, partition by partition; ``now`` is the moment at which links work."""

    def job(part: Partition, paths: list[str], readers: Iterable[tuple[str, str]]) -> Job:
        links = registry.links_of(readers, now) if registry else ()
        private = registry.files(links) if registry and links else {}
        paths += [
            month for path in paths for month in month_paths(path, state.internal.get(path, {}).get("months", ()))
        ]
        entries = {path: state.internal[path] for path in paths if path in state.internal}
        full_paths = [*(f"{INTERNAL}/{path}" for path in paths), *(f"{link.folder}/" for link in links)]
        records = {f"{link.folder}/{file.path}": file for link in links for file in private.get(link.token, ())}
        return Job(
            partition=part,
            links=links,
            entries=entries,
            files=state.files(full_paths, records),
            private_files=private,
            record=state.partitions.get(part.names),
            first_sequence=state.first_sequence(full_paths, entries.values()),
        )

    for part in partition(plan, roster):
        units = frozenset(part.units)
        paths = [path for path, unit in roster_paths(part.plan(plan)) if unit in units or not units]
        if paged:
            paths += [path for unit in part.units for path in unit_pages(plan, unit)]
        readers = [("unit", unit) for unit in part.units]
        yield job(part, paths, [*readers, *(("personal", member.key) for member in part.fields["members"])])
    if registry and registry.count(now, "partner"):
        for part in partner_partitions(plan, roster):
            yield job(part, [], [("partner", part.partners[0])])


def group_jobs(jobs: Iterable[Job], plan: Plan, weight: int) -> Iterator[tuple[str, tuple[Job, ...]]]:
    """Yield jobs in groups that are worth sending, each with its first calendar.

    Each group but the last has at least this weight, in officers.
    """
    group: list[Job] = []
    for job in jobs:
        group.append(job)
        if sum(member.weight for member in group) >= weight:
            yield first_path(group[0].partition, plan), tuple(group)
            group = []
    if group:
        yield first_path(group[0].partition, plan), tuple(group)
