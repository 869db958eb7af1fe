"""Divide a publication into jobs: a partition each, first those of units, then those of partners."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import attrs

from electsched.publishing.layout import INTERNAL
from electsched.publishing.partitions.jobs import Job, JobResult, first_calendar
from electsched.publishing.site_writer import first_sequence
from electsched.roster.parts.partition import Partition, partition, partner_partitions

if TYPE_CHECKING:
    from electsched.publishing.private.links import PrivateLink
    from electsched.publishing.publication import Publication

__all__ = ["group_jobs", "make_jobs", "partner_jobs"]

OFFICERS_PER_TEAM = 2
"""The calendars of a team take as long as those of this number of officers."""


def make_jobs(publication: Publication) -> Iterator[Job]:
    """Yield the jobs of the units, partition by partition."""
    state, registry, now = publication.state, publication.registry, publication.now
    for part in partition(publication.plan, publication.rotation[0], state.scopes):
        members = (("personal", member.key) for member in part.fields["members"])
        readers = (*(("unit", unit) for unit in part.units), *members)
        yield _job(publication, part, registry.links_of(readers, now) if registry else ())


def partner_jobs(publication: Publication, results: Iterable[JobResult]) -> Iterator[Job]:
    """Yield the jobs of the partners; ``results`` are those of all units."""
    state, registry, now = publication.state, publication.registry, publication.now
    if not (registry and registry.count(now, "partner")):
        return
    records = [result.record for result in results if result.record]
    seen = {f"units/{unit}": record.for_partners for record in records for unit in record.names}
    decided = frozenset[str]().union(*(result.decided for result in results))
    # Once a unit was published, the duties are those in the records of the units.
    roster = None if state.record_paths else publication.rotation[0]
    for part in partner_partitions(publication.plan, roster, state.scopes):
        job = _job(publication, part, registry.links_of([("partner", part.partner)], now))
        of_units = {stem.removeprefix("units/"): seen[stem] for stem in part.scope if stem in seen}
        yield attrs.evolve(job, seen=of_units, decided=decided)


def _job(publication: Publication, part: Partition, links: tuple[PrivateLink, ...]) -> Job:
    state, registry = publication.state, publication.registry
    groups = [*(f"{INTERNAL}/{stem}" for stem in part.stems), *(link.folder for link in links)]
    files = state.of_groups(groups)
    first = first_sequence(files.values())
    # The events at the address of a link that ended are not read again, and each of them may come back.
    if registry and registry.has_replaced(links):
        first = max(first, state.last.sequence + 1)
    return Job(
        partition=part,
        path=first_calendar(part, publication.plan.languages[0]),
        links=links,
        files=files,
        record=state.record(part.names, files),
        first_sequence=first,
    )


def group_jobs(jobs: Iterable[Job], officers_per_group: int) -> Iterator[tuple[str, tuple[Job, ...]]]:
    """Yield jobs in groups that are worth sending, each with its first calendar; the last group may be smaller."""
    group: list[Job] = []
    officers = 0
    for job in jobs:
        group.append(job)
        fields = job.partition.fields
        officers += len(fields["members"]) + OFFICERS_PER_TEAM * len(fields["teams"])
        if officers >= officers_per_group:
            yield group[0].path, tuple(group)
            group, officers = [], 0
    if group:
        yield group[0].path, tuple(group)
