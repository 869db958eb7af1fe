"""What stands in a site before it is published again, read once and found to be sound."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Executor
from functools import partial
from itertools import islice

import attrs

from electsched.errors import Fault, PublishError, raise_faults
from electsched.feeds.components import PRODID
from electsched.io.journal import Entry, Journal, Made
from electsched.io.ledger import Grant
from electsched.io.published import LISTED, examine, listed_files, made_before
from electsched.io.running import WorkerLostError, lost_error, run
from electsched.io.sinks import SECRET, Found, Listing, Sink, standing_files, told
from electsched.plan import Plan

__all__ = ["Standing", "read_standing"]

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


def read_standing(
    sink: Sink, plan: Plan, journal: Journal, grants: Iterable[Grant], executor: Executor | None
) -> Standing:
    """Return what stands in the site, by its manifests and by the journal of a publication that was stopped.

    Raises:
        PublishError: A manifest is not to be trusted, or calendars are damaged or not there: every one is named.
    """
    public, _ = listed_files(sink, "public", plan.timeline.id)
    internal, said = listed_files(sink, "internal", plan.id)
    made = made_before(said)
    for each in journal.done(plan.id):
        made[each.names] = attrs.evolve(each, entries=())
        internal |= {str(entry["path"]): entry for entry in each.entries}
    if journal.before is not None and journal.before.of == plan.id:
        internal |= _of_no_manifest(sink, internal)
    granted = tuple(grants)
    there = _there(sink, ("public", "internal", *((SECRET,) if granted else ())))
    known = {f"public/{path}": entry for path, entry in public.items()}
    known |= {f"internal/{path}": entry for path, entry in internal.items()}
    secret: Iterator[tuple[str, Entry]] = (
        (f"{SECRET}/{grant.token}/{path}", said)
        for grant in granted
        for said in [{"of": f"{grant.audience} {grant.key}"}]
        for path in grant.files
    )
    touched, examined = _touched(sink, known, secret, there, executor)
    return Standing(public=public, internal=internal, made=made, touched=touched, there=there, examined=examined)


def _of_no_manifest(sink: Sink, listed: Mapping[str, Entry]) -> dict[str, Entry]:
    """Return what a publication that was stopped wrote and did not come to note: somebody may have read it."""
    found = (path for path in standing_files(sink, "internal") if path not in listed and LISTED.fullmatch(path))
    return {path: {"path": path} for path in found if _is_ours(sink, path)}


def _is_ours(sink: Sink, path: str) -> bool:
    mark = MARKS.get(path.rpartition(".")[2])
    return mark is not None and mark in (sink.read(f"internal/{path}") or b"")[:HEAD]


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
    there: Listing | None,
    executor: Executor | None,
) -> tuple[frozenset[str], bool]:
    """Return which files are not as they were written, and whether each was read to know it."""
    # Where one question tells the sizes of many files, these are taken for the files; elsewhere each is read.
    doubtful = ((path, entry) for path, entry in known.items() if _size(there, path) != entry.get("bytes"))
    unsealed = secret if there is None else iter(())
    faults: list[Fault] = []
    touched: set[str] = set()
    begun: list[str] = []
    try:
        for _, found in run(executor, partial(examine, sink), _chunks(begun, doubtful, unsealed)):
            faults += found[0]
            touched |= found[1]
    except WorkerLostError as error:
        raise lost_error(begun[error.number], error, sink.place) from error
    raise_faults(sorted(faults, key=lambda fault: fault.path), source=sink.place, kind=PublishError)
    return frozenset(touched), there is None


def _size(there: Listing | None, path: str) -> int:
    found = there.get(path) if there else None
    return found.size if found else -1


def _chunks(begun: list[str], *sources: Iterable[tuple[str, Entry]]) -> Iterator[dict[str, Entry]]:
    """Yield the files a few at a time; note the first of each such group."""
    for source in sources:
        listed = iter(source)
        while chunk := dict(islice(listed, AT_ONCE)):
            begun.append(told(next(iter(chunk))))
            yield chunk
