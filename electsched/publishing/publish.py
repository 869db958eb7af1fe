"""A plan to a site on disk: `public/` has the stages, `internal/` the duties, `secret/` what is each one's own.

A published file is whole, old or new, at every moment: each is written beside its place and moved there. What did
not change is not written. Index pages and manifests come last, so that they never name what is not there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from contextlib import ExitStack
from datetime import UTC, date, datetime
from pathlib import Path

from electsched.calendars.duty_feeds import roster_paths
from electsched.errors import Fault, PublishError, raise_faults
from electsched.loaders.templates import load_templates
from electsched.operation.plan import Plan
from electsched.pages.printouts import duty_sheet, member_card, muster_report
from electsched.pages.renderer import Renderer
from electsched.publishing.executors import checked_executor
from electsched.publishing.fingerprint import plan_fingerprint
from electsched.publishing.jobs import Published
from electsched.publishing.journal import Claim, Journal
from electsched.publishing.private.registry import LinkRegistry
from electsched.publishing.publication import Publication, is_calendar, is_paged, unit_pages
from electsched.publishing.published import key_faults
from electsched.publishing.site_state import read_standing
from electsched.roster.duty import Roster
from electsched.roster.index import RosterIndex
from electsched.roster.rotation import build_roster
from electsched.stores.base import Foreign, Sink
from electsched.stores.local import Folder
from electsched.stores.remote import Store

__all__ = ["card_page", "clock", "muster_page", "open_sink", "publish", "sheet_page"]


def muster_page(plan: Plan, *, language: str = "id", stamp: datetime | None = None) -> bytes:
    """Return the muster report as an HTML page to be printed; it loads nothing.

    It bears the plan's ``issued``, else ``stamp``, else the clock's time.
    """
    return muster_report(Renderer(load_templates()), plan, language=language, stamp=_made(plan, stamp))


def sheet_page(plan: Plan, *, post: str, day: date, language: str = "id", stamp: datetime | None = None) -> bytes:
    """Return the duty sheet of a post and a day, as the plan's teams rotate, as an HTML page to be printed.

    Raises:
        UnknownNameError: The plan has no such post, or no duty begins there on that day.
    """
    renderer, index = Renderer(load_templates()), RosterIndex(plan, build_roster(plan)[0])
    return duty_sheet(renderer, index, post=post, day=day, language=language, stamp=_made(plan, stamp))


def card_page(plan: Plan, *, officer: str, language: str = "", stamp: datetime | None = None) -> bytes:
    """Return the card of an officer, as the plan's teams rotate, as an HTML page to be printed.

    Raises:
        UnknownNameError: The plan has no such member.
    """
    renderer, index = Renderer(load_templates()), RosterIndex(plan, build_roster(plan)[0])
    return member_card(renderer, index, member=officer, language=language, stamp=_made(plan, stamp))


def clock() -> datetime:
    """Return the time by the clock, in UTC, to the second."""
    return datetime.now(UTC).replace(microsecond=0)


def _made(plan: Plan, stamp: datetime | None) -> datetime:
    return (plan.issued or stamp or clock()).astimezone(UTC).replace(microsecond=0)


def publish(  # noqa: PLR0913  # what a caller may choose, by name
    plan: Plan,
    target: str | Path | Sink,
    *,
    roster: Roster | None = None,
    stamp: datetime | None = None,
    links: str | Path | None = None,
    executor: Executor | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Published:
    """Write the site of the plan, and return what was done.

    ``target`` is a folder, an address that `fsspec` reaches such as ``s3://bucket/operation``, or any `Sink`. Without a
    roster the plan's teams rotate. What changed takes the plan's ``issued`` as its stamp, else ``stamp``, else that of
    a publication of just this that was stopped, else the clock's time; what did not change keeps every byte. With
    ``links``, the file of a `LinkRegistry`, each unit, partner and member has a private link. The work is done here, or
    piece by piece in any ``executor``: the bytes are the same. ``progress`` is told how many calendars of how many are
    done.

    Raises:
        PublishError: The place cannot be written or is not reached by a worker, what was published in it is damaged or
            of another plan, another publication is at work there, or a worker was lost; every file published before is
            whole, and the next publication goes on from there. A key of the plan cannot stand in an address; nothing
            is written.
        InputError: The links file is missing, damaged, readable by others, or of another site; or the executor is none.
    """
    sink, executor = open_sink(target), checked_executor(executor)
    now = (stamp or clock()).astimezone(UTC).replace(microsecond=0)
    _one_of_each(plan, sink)
    with ExitStack() as stack:
        alone = stack.enter_context(sink.hold())  # what is read here must not change before it is written anew
        registry = None
        if links is not None:
            site = sink.root if isinstance(sink, Folder) else None
            registry = stack.enter_context(LinkRegistry.open(links, plan, site=site))
            registry.issue(plan, now)
        content = "" if plan.issued or stamp else plan_fingerprint(plan, roster)
        journal = Journal(sink)  # nothing that takes long comes between the look for a claim and our own
        made = plan.issued or stamp or journal.stamp(content) or now
        claim = Claim(of=plan.id, origin=content, stamp=made.astimezone(UTC).replace(microsecond=0))
        with journal.begin(claim, alone=alone):
            standing = read_standing(sink, plan, journal, registry, now, executor)
        resumed, closely = journal.before is not None, alone and executor is not None
        work = Publication(plan, roster, sink, claim, standing, registry, now, resumed=resumed, closely=closely)
        done = work.run(journal, executor, progress)
        journal.end(claim.token)
    return done


def open_sink(target: str | Path | Sink) -> Sink:
    """Return the place for a site: a folder by its path, any other by its address, or the place itself.

    Raises:
        PublishError: The text is empty, which would be the folder that we happen to be in.
    """
    if isinstance(target, str):
        if not target.strip():
            raise PublishError(Fault("target", repr(target), "a folder, or an address such as s3://bucket/folder"))
        return Store(target) if "://" in target else Folder(Path(target))
    if isinstance(target, Path):
        return Folder(target)
    return target if isinstance(target, Folder | Store) else Foreign(target)


def _one_of_each(plan: Plan, sink: Sink) -> None:
    """Refuse keys that cannot stand in an address, and two files of one name, before anything is written.

    Raises:
        PublishError: It names every one of them.
    """
    raise_faults((*key_faults(plan), *_twice(plan)), source=sink.place, kind=PublishError)


def _twice(plan: Plan) -> Iterator[Fault]:
    paths = [path for path, _ in roster_paths(plan)]
    if is_paged(plan, len(paths)):
        paths += [path for unit in plan.units for path in unit_pages(plan, unit.key)]
    for path, count in Counter(paths).items():
        if count > 1:
            what = "calendars" if is_calendar(path) else "pages"
            yield Fault(f"internal/{path}", f"two {what} of one name", "one")
