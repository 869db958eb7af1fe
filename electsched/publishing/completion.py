"""The end of a publication, after all calendars and pages: the manifests, the removals, the state and the links.

A file is durable before another one names it; what is no longer listed is removed after that, and links are announced
last.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from operator import attrgetter
from typing import TYPE_CHECKING

import attrs

from electsched.calendars.revision import highest_sequences
from electsched.publishing.change_log import record_edition
from electsched.publishing.fingerprint import fingerprint
from electsched.publishing.layout import INTERNAL, PUBLIC, STATE, section_folder
from electsched.publishing.manifest import written_manifest
from electsched.publishing.partitions.jobs import JobResult, listed_files
from electsched.publishing.private.published import end_links
from electsched.publishing.report import report
from electsched.publishing.site_state import FORMAT, StateFile
from electsched.stores.base import SECRET, sealed_bytes, store_errors
from electsched.stores.manifests import MANIFEST

if TYPE_CHECKING:
    from electsched.publishing.private.links import PrivateLink
    from electsched.publishing.publication import Publication
    from electsched.publishing.report import Published
    from electsched.publishing.site_writer import PublishedFile

__all__ = ["complete"]


def complete(publication: Publication, results: Sequence[JobResult]) -> Published:
    """Write all that names the files of a publication, and return its result; ``results`` are those of all sections."""
    _make_durable(publication, results)
    plan, stamp, writer = publication.plan, publication.lease.stamp, publication.context.writer
    for part, files in listed_files(results).items():
        name = plan.timeline.id if part == PUBLIC else plan.id
        writer.write(f"{part}/{MANIFEST}", written_manifest(name, files, stamp))
    _make_durable(publication, results)
    _remove_files(publication, results)
    _write_state(publication, results)
    _make_durable(publication, results)
    return attrs.evolve(report(publication, results), announce=_finish_links(publication, results))


def _remove_files(publication: Publication, results: Sequence[JobResult]) -> None:
    """Remove the files that no manifest lists any more, and those in `secret/` that no link has."""
    state, registry, context = publication.state, publication.registry, publication.context
    current = {file.path: file for result in results for file in result.files}
    files = (file for group in state.files.values() for file in group.values())
    for path in sorted(file.path for file in files if file.is_ours and section_folder(file.path) in {PUBLIC, INTERNAL}):
        if path not in current:
            context.writer.remove(path)
    if registry is not None:
        end_links(publication.plan, registry, context, (state.files, current), publication.now)
    else:  # the caller ends the links, if there are any
        for path in state.secret_paths:
            context.writer.remove(path)


def _write_state(publication: Publication, results: Sequence[JobResult]) -> None:
    """Write the state file, unless it is the same."""
    last, writer = publication.state.last, publication.context.writer
    files = chain.from_iterable(listed_files(results).values())
    after = StateFile(
        format=FORMAT,
        files=tuple(sorted(files, key=attrgetter("path"))),
        partitions=tuple(result.record for result in results if result.record),
        retired=highest_sequences([last.retired, *(result.retired for result in results)]),
        sequence=max([last.sequence, *(file.sequence or 0 for file in _secret_files(results))]),
        moment=publication.began or publication.lease.now,
    )
    record_edition(writer, publication.plan, publication.now, is_changed=_is_changed(publication, results))
    writer.update_note(STATE, sealed_bytes(after))


def _secret_files(results: Iterable[JobResult]) -> Iterator[PublishedFile]:
    return (file for result in results for file in result.files if file.path.startswith(f"{SECRET}/"))


def _is_changed(publication: Publication, results: Iterable[JobResult]) -> bool:
    """Return whether this publication, or one that was stopped, has written or removed any file."""
    writer = publication.context.writer
    return any((publication.state.resumed, writer.written, writer.removed, *(result.written for result in results)))


def _make_durable(publication: Publication, results: Iterable[JobResult]) -> None:
    if _is_changed(publication, results):
        with store_errors(publication.store, ""):
            getattr(publication.store, "sync", lambda: None)()


def _finish_links(publication: Publication, results: Sequence[JobResult]) -> tuple[PrivateLink, ...]:
    """Record the files of private links and the members that calendars name, and return the links to announce."""
    if publication.registry is None:
        return ()
    files: dict[str, list[PublishedFile]] = {}
    checked = publication.state.checked  # their versions in the store are other ones than the registry has
    renewed = (result for result in results if result.is_made or any(file.path in checked for file in result.files))
    for file in _secret_files(renewed):
        _, token, path = file.path.split("/", 2)
        files.setdefault(token, []).append(attrs.evolve(file, path=path))
    disclosures = {path: members for result in results for path, members in result.disclosures.items()}
    records = fingerprint(*(result.record for result in results if result.record))
    return publication.registry.finish(publication.now, files, disclosures, records)
