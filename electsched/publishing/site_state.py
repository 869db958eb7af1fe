"""What stands in a site before it is published again, read once and found to be sound."""

from __future__ import annotations

import os
from collections.abc import Container, Iterable, Iterator, Mapping
from concurrent.futures import Executor
from datetime import datetime
from functools import partial
from itertools import islice
from pathlib import Path

import attrs

from electsched.calendars.ical import PRODID
from electsched.errors import Fault, PublishError, raise_faults
from electsched.operation.plan import Plan
from electsched.publishing.executors import WorkerLostError, lost_error, run
from electsched.publishing.journal import Claim, Entry, Journal, Made
from electsched.publishing.private.registry import LinkRegistry, stale_secret_files
from electsched.publishing.published import LISTED, examine, listed_files, made_before
from electsched.stores.base import SECRET, Found, Listing, Sink, Site, naming, standing_files, told
from electsched.stores.local import Folder

__all__ = ["Standing", "read_standing", "remove_stale_files"]

AT_ONCE = 500
"""How many files are examined in one piece of work."""
MARKS = {"ics": f"\r\nPRODID:{PRODID}\r\n".encode(), "html": b'<meta name="generator" content="electsched">'}
"""What our own calendars and pages bear near their beginning, and those of nobody else."""
HEAD = 200


@attrs.frozen(kw_only=True)
class Standing:
    """What stands in a site.

    Attributes:
        public: What is said of each file of the public part, by its path below it.
        internal: The same of the internal part.
        made: What each piece was made from, by its names.
        touched: The files that are not as they were written, below the site.
        there: Which files there are, where one question tells many of them; those at secret addresses too, if any work.
        examined: Whether each file was read for that, and not only its size asked.
    """

    public: Mapping[str, Entry] = attrs.field(repr=False)
    internal: Mapping[str, Entry] = attrs.field(repr=False)
    made: Mapping[tuple[str, ...], Made] = attrs.field(repr=False)
    touched: frozenset[str]
    there: Listing | None = attrs.field(default=None, repr=False)
    examined: bool = False


def read_standing(  # noqa: PLR0913, PLR0917  # as it is called once
    sink: Sink, plan: Plan, journal: Journal, registry: LinkRegistry | None, now: datetime, executor: Executor | None
) -> Standing:
    """Return what stands in the site, by its manifests and by the journal of a publication that was stopped.

    Raises:
        PublishError: A manifest is not to be trusted, what stands is another plan's, or calendars are damaged or not
            there: every one is named.
    """
    public, _ = listed_files(sink, "public", plan.timeline.id)
    internal, said = listed_files(sink, "internal", plan.id)
    named = {*(f"public/{path}" for path in public), *(f"internal/{path}" for path in internal)}
    made, before = made_before(said), journal.before
    if before is not None and before.of != plan.id and not said:
        _refuse_another(sink, plan, before)
    for each in journal.done(plan.id):
        if all(LISTED.fullmatch(entry["path"]) for entry in each.entries):
            made[each.names] = attrs.evolve(each, entries=())
            internal |= {entry["path"]: entry for entry in each.entries}
    if before is not None and before.of == plan.id:
        public |= {path: {"path": path} for path in _of_no_manifest(sink, "public", public)}
        internal |= {path: {"path": path} for path in _of_no_manifest(sink, "internal", internal)}
    there = _there(sink, ("public", "internal", *((SECRET,) if registry else ())))
    known = {f"public/{path}": entry for path, entry in public.items()}
    known |= {f"internal/{path}": entry for path, entry in internal.items()}
    known = {path: entry if path in named else {**entry, "loose": True} for path, entry in known.items()}
    # What was written since the manifests may have the size that they name: after a stop sizes are not enough.
    sizes = there if before is None else None
    secret = _private_files(registry, now, trusted=before is None) if there is None and registry else iter(())
    touched = _touched(sink, known, secret, sizes, executor)
    examined = sizes is None
    return Standing(public=public, internal=internal, made=made, touched=touched, there=there, examined=examined)


def _refuse_another(sink: Sink, plan: Plan, before: Claim) -> None:
    """Return if the first publication of another plan was stopped before it wrote anything."""
    for part in ("public", "internal"):
        for path in _of_no_manifest(sink, part, ()):
            found = f"a file of {before.of!r}, whose first publication was stopped"
            expected = f"a site of {plan.id!r}, or an empty folder; else publish {before.of!r} again, to its end"
            raise PublishError(Fault(f"{part}/{path}", found, expected), source=sink.place)


def _of_no_manifest(sink: Sink, part: str, listed: Container[str]) -> Iterator[str]:
    """Yield what a publication that was stopped wrote and did not come to note: somebody may have read it."""
    found = (path for path in standing_files(sink, part) if path not in listed and LISTED.fullmatch(path))
    yield from (path for path in found if _is_ours(sink, f"{part}/{path}"))


def _is_ours(sink: Sink, path: str) -> bool:
    mark = MARKS.get(path.rpartition(".")[2])
    return mark is not None and mark in (sink.read(path) or b"")[:HEAD]


def _private_files(registry: LinkRegistry, now: datetime, *, trusted: bool) -> Iterator[tuple[str, Entry]]:
    """Yield each recorded file at private links with its reader; if ``trusted`` with its size and digest too."""
    links = (link for link in registry.links() if link.works(now))
    while page := tuple(islice(links, AT_ONCE)):
        for link, records in zip(page, registry.files(page).values(), strict=True):
            for record in records:
                said: Entry = {"of": f"{link.audience} {link.key}"}
                said |= {"bytes": record.size, "sha256": record.sha256} if trusted else {}
                yield f"{link.folder}/{record.name}", said


def remove_stale_files(sink: Sink, site: Site, there: Listing | None, registry: LinkRegistry, now: datetime) -> None:
    """Remove the files below `secret/` that belong to no working link; ``there`` is the listing of before."""
    for path, label in stale_secret_files(list(_secret_files(sink, site, there, registry)), registry, now):
        with naming(lambda _, label=label: label):  # type: ignore[misc]  # a default
            site.remove(path)


def _secret_files(sink: Sink, site: Site, there: Listing | None, registry: LinkRegistry) -> Iterator[str]:
    """Yield the files below `secret/`; those that this publication wrote may be left out."""
    if there is not None:
        removed = frozenset(site.removed)
        yield from (path for path in there if path.startswith(f"{SECRET}/") and path not in removed)
    elif isinstance(sink, Folder):
        for folder, _, names in os.walk(sink.root / SECRET):
            below = Path(folder).relative_to(sink.root).as_posix()
            yield from (f"{below}/{name}" for name in names)
    else:  # it lists single folders alone
        links = registry.links()
        yield from (f"{link.folder}/{path}" for link in links for path in standing_files(sink, link.folder))


def _there(sink: Sink, parts: Iterable[str]) -> Listing | None:
    found: dict[str, Found] = {}
    for part in parts:
        listed = sink.listing(part)
        if listed is None:
            return None
        found |= listed
    return Listing(found)


def _touched(
    sink: Sink,
    known: Mapping[str, Entry],
    secret: Iterator[tuple[str, Entry]],
    sizes: Listing | None,
    executor: Executor | None,
) -> frozenset[str]:
    """Return which files are not as they were written."""
    # Where one question tells the sizes of many files, these are taken for the files; elsewhere each is read.
    doubtful = ((path, entry) for path, entry in known.items() if _size(sizes, path) != entry.get("bytes"))
    faults: list[Fault] = []
    touched: set[str] = set()
    begun: list[str] = []
    try:
        for _, found in run(executor, partial(examine, sink), _chunks(begun, doubtful, secret)):
            faults += found[0]
            touched |= found[1]
    except WorkerLostError as error:
        raise lost_error(begun[error.number], error, sink.place) from error
    # What is wrong with a folder is wrong with each file below it, and told once.
    raise_faults(sorted(set(faults), key=lambda fault: fault.path), source=sink.place, kind=PublishError)
    return frozenset(touched)


def _size(sizes: Listing | None, path: str) -> int:
    found = sizes.get(path) if sizes else None
    return found.size if found else -1


def _chunks(begun: list[str], *sources: Iterable[tuple[str, Entry]]) -> Iterator[dict[str, Entry]]:
    """Yield the files a few at a time; note the first of each such group."""
    for source in sources:
        listed = iter(source)
        while chunk := dict(islice(listed, AT_ONCE)):
            begun.append(told(next(iter(chunk))))
            yield chunk
