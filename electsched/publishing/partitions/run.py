"""Write all sections of a site: the stages, the partitions as jobs, and the overview of the operation."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from itertools import count, islice

import attrs

from electsched.calendars.duty_feeds import roster_paths
from electsched.calendars.stage_events import STAGE_KEYS
from electsched.errors import PublishError
from electsched.publishing.layout import is_calendar
from electsched.publishing.lease import check_lease
from electsched.publishing.overview import write_operation, write_stages
from electsched.publishing.partitions.build import run_jobs
from electsched.publishing.partitions.jobs import JobResult, group_jobs, make_jobs, unreached
from electsched.publishing.publication import Publication
from electsched.publishing.sections import read_calendars
from electsched.stores.base import read_file

__all__ = ["write_sections"]


def write_sections(publication: Publication, progress: Callable[[int, int], None] | None) -> list[JobResult]:
    """Write the calendars and pages of a site, and return the results of its sections in the order of the plan."""
    results = [write_stages(publication), *_write_partitions(publication, progress)]
    if publication.plan.has_operation:
        results.append(write_operation(publication, results))
    return results


def _write_partitions(publication: Publication, progress: Callable[[int, int], None] | None) -> list[JobResult]:
    """Write the calendars and pages of all partitions, and return their results in the order of the plan.

    The stages, which are written, count as progress.
    """
    store, workers, state = publication.store, publication.workers, publication.state
    total, numbers = _calendar_count(publication), count(1)

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


def _calendar_count(publication: Publication) -> int:
    """Return the number of calendars; one that is split by month counts once."""
    of_unit = Counter(unit for _, unit in roster_paths(publication.plan))
    links, now, languages = publication.registry, publication.now, len(publication.plan.languages)
    calendars = len(STAGE_KEYS) * languages + of_unit.total()
    if links is not None:
        calendars += sum(of_unit[link.key] for link in links.links("unit") if link.works(now))
        calendars += links.count(now, "partner") * languages + links.count(now, "personal")
    return calendars
