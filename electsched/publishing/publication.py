"""The work of one publication: its pieces are given out, then what names them is written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Executor
from datetime import datetime, timedelta
from functools import partial

import attrs

from electsched.calendars.duty_feeds import duty_feeds, roster_paths
from electsched.calendars.feed import Feed, stage_feed
from electsched.calendars.revision import Edition, edition_uids
from electsched.errors import Fault, PublishError
from electsched.loaders.templates import load_templates
from electsched.operation.plan import Plan
from electsched.pages.board import board_page
from electsched.pages.index import operation_page, public_page
from electsched.pages.renderer import PageContext, Renderer, page_path
from electsched.pages.subscribe import Split
from electsched.publishing.build import calendar_of, do_tasks
from electsched.publishing.claimed import Claimed
from electsched.publishing.editions import share_editions
from electsched.publishing.executors import WorkerLostError, lost_error, run
from electsched.publishing.fingerprint import PARTITION_FIELDS, code_fingerprint, fingerprint, shared_fingerprint
from electsched.publishing.jobs import Done, Order, Published, Refused, Task
from electsched.publishing.journal import Claim, Entry, Journal, still_ours
from electsched.publishing.manifest import write_manifest
from electsched.publishing.partition import Piece, pieces, pieces_of_partners
from electsched.publishing.parts import Page, Part, Press, months_of
from electsched.publishing.private.links import PrivateLink
from electsched.publishing.private.registry import LinkRegistry
from electsched.publishing.private.sections import private_calendar_count
from electsched.publishing.published import MANIFEST
from electsched.publishing.report import Report
from electsched.publishing.sending import few_at_once
from electsched.publishing.site_state import Standing, remove_stale_files
from electsched.roster.duty import Roster, Shortfall
from electsched.roster.index import RosterIndex
from electsched.roster.rotation import build_roster
from electsched.stores.base import SECRET, Sink, Site, naming, told
from electsched.stores.local import Folder

__all__ = ["Publication", "is_calendar", "is_paged", "unit_pages"]

ONE_PAGE = 400
"""Up to how many calendars in a language one page lists; beyond, each unit has pages of its own."""
REACHED = "a place that every worker reaches, such as a folder that they share or an object store"


def is_paged(plan: Plan, calendars: int) -> bool:
    """Return whether each unit has pages of its own."""
    return calendars > ONE_PAGE * len(plan.languages)


def unit_pages(plan: Plan, unit: str) -> Iterator[str]:
    """Yield the addresses of the pages of a unit, below the internal part."""
    languages = plan.languages
    for language in languages:
        yield page_path(language, languages, f"units/{unit}")
        yield page_path(language, languages, f"units/{unit}.board")


class Publication:
    """One publication: what it is made of, and what has been done of it."""

    def __init__(  # noqa: PLR0913, PLR0917  # all that a publication is made of
        self,
        plan: Plan,
        roster: Roster | None,
        sink: Sink,
        claim: Claim,
        standing: Standing,
        registry: LinkRegistry | None,
        now: datetime,
        *,
        resumed: bool,
        closely: bool,
    ) -> None:
        """Take the plan and its roster, if one was handed in, where to, under which claim, and what stands there.

        ``resumed`` is whether another was stopped before, and ``closely`` whether each write asks for the claim.
        """
        self._plan, self._sink, self._standing, self._registry = plan, sink, standing, registry
        self._now = now
        self._paths = [path for path, _ in roster_paths(plan)]
        self._paged = is_paged(plan, len(self._paths))
        self._shortfalls: tuple[Shortfall, ...] = ()
        if roster is None and not self._paged:  # small enough to be looked at as a whole
            roster, self._shortfalls = build_roster(plan)
        self._roster = roster
        self._claimed = Claimed(sink, claim.token, standing.there)
        self._site = Site(self._claimed)
        self._order = Order(
            sink=sink,
            made=claim.stamp,
            retire=timedelta(days=plan.site.retire_days),
            token=claim.token,
            common=shared_fingerprint(plan),
            paged=self._paged,
            disclosed=registry is not None,
            resumed=resumed,
            closely=closely,
        )
        self._press = Press(self._site, claim.stamp, self._order.retire)
        self._renderer = Renderer(load_templates())

    def run(
        self, journal: Journal, executor: Executor | None, progress: Callable[[int, int], None] | None
    ) -> Published:
        """Write all calendars, then the pages and manifests that name them, then take away what is gone."""
        languages = len(self._plan.languages)
        private = private_calendar_count(self._plan, self._registry, self._now) if self._registry else 0
        told = _Progress(progress, languages + len(self._paths) + private)
        public = self._public()
        stages = self._stages(share_editions([public], self._press))
        public.write_feeds()
        told.step(languages)
        done: dict[int, tuple[Done, ...]] = {}
        for number, begun, found in self._pieces(executor):
            if executor is not None:
                self._find(found)
            with naming(calendar_of(begun)):
                journal.note((each.made for each in found), self._claimed)
            done[number] = found
            for each in found if self._registry else ():
                self._registry.stage(each.private_files, each.disclosures)  # type: ignore[union-attr]  # as above
            told.step(sum(is_calendar(path) for each in found for path in (*each.written, *each.unchanged)))
        pieces = [each for number in sorted(done) for each in done[number]]
        self._claimed.ours("public/index.html")
        cover = self._cover(pieces)
        cover.write_feeds()
        self._write_lists(public, cover, pieces)
        return self._published(pieces, public, cover, stages)

    def _pieces(self, executor: Executor | None) -> Iterator[tuple[int, str, tuple[Done, ...]]]:
        """Yield what came of the pieces, a few at a time, with the number and the first calendar of these."""
        begun: list[str] = []
        tasks = few_at_once(self._tasks(), begun)
        try:
            for number, found in run(executor, partial(do_tasks, self._order), tasks):
                if isinstance(found, Refused):
                    raise self._refused(found)
                yield number, begun[number], found
        except WorkerLostError as error:
            raise lost_error(begun[error.number], error, self._sink.place) from error

    def _find(self, found: Iterable[Done]) -> None:
        """Look whether a file that a worker has just written is there as we see the place.

        Raises:
            PublishError: The worker wrote it elsewhere, where it alone sees it.
        """
        path = next((path for each in found for path in each.written), None)
        if path is not None and self._sink.read(path) is None:
            raise self._unreached(told(path))

    def _unreached(self, path: str) -> PublishError:
        """Return why a worker did not do what it was told to; its place is the right one where another took over."""
        still_ours(self._sink, self._order.token, path)
        return PublishError(Fault(path, "a place that the worker does not reach", REACHED), source=self._sink.place)

    def _refused(self, found: Refused) -> PublishError:
        if found.unreached:
            return self._unreached(found.faults[0].path)
        return PublishError(*found.faults, source=found.source)

    def _tasks(self) -> Iterator[Task]:
        for piece in pieces(self._plan, self._roster):
            own = frozenset(piece.units)
            paths = [path for path, unit in roster_paths(piece.plan) if unit in own or not own]
            if self._paged:
                paths += [path for unit in piece.units for path in unit_pages(self._plan, unit)]
            wanted = [("unit", unit) for unit in piece.units]
            wanted += [("personal", member.key) for member in piece.plan.members]
            yield self._task(piece, paths, self._links_of(wanted))
        if self._registry and self._registry.count(self._now, "partner"):
            for piece in pieces_of_partners(self._plan, self._roster):
                yield self._task(piece, (), self._links_of([("partner", piece.partners[0])]))

    def _links_of(self, readers: list[tuple[str, str]]) -> tuple[PrivateLink, ...]:
        return self._registry.links_of(readers, self._now) if self._registry else ()

    def _task(self, piece: Piece, paths: Iterable[str], links: tuple[PrivateLink, ...]) -> Task:
        standing, files = self._standing, self._registry.files(links) if self._registry else {}
        known = [path for path in paths if path in standing.internal]
        known += [month for path in known for month in months_of(standing.internal[path], path)]
        listed = {path: standing.internal[path] for path in known if path in standing.internal}
        touched: frozenset[str] = frozenset()
        if standing.touched:
            secret = {f"{SECRET}/{token}/{file.name}" for token, records in files.items() for file in records}
            touched = standing.touched & {*(f"internal/{path}" for path in listed), *secret}
        there = standing.there
        if there is not None:
            there = there.below((*(f"internal/{path}" for path in paths), *(link.folder for link in links)))
        before = standing.made.get(piece.names)
        return Task(
            piece=piece, there=there, links=links, private_files=files, listed=listed, touched=touched, before=before
        )

    # --- what stands above the pieces ---

    def _public(self) -> Part:
        plan, renderer, timeline = self._plan, self._renderer, self._plan.timeline
        refresh = timedelta(hours=plan.site.refresh_hours)
        base_url = plan.site.public_url
        feeds = {
            language: (stage_feed(timeline, language=language, base=base_url, refresh=refresh),)
            for language in plan.languages
        }

        def page(context: PageContext) -> bytes:
            return public_page(renderer, timeline, feeds[context.language], context, split=part.months)

        base = fingerprint(code_fingerprint(), self._order.common)
        made = {"index": Page(make=page, restamp=renderer.restamped, zone=timeline.zone, origin=base)}
        standing = self._standing
        part = self._part("public", feeds, standing.public, made)
        return part

    def _stages(self, editions: Mapping[str, Edition]) -> Report:
        """Return what became of the stages, also where a publication that was stopped had written them already."""
        names, notes = ("public",), attrs.evolve(self._order.notes, sink=self._claimed)
        origin = fingerprint(code_fingerprint(), self._order.common)
        kept = notes.kept(names, origin) if notes.resumed else None
        uids = edition_uids(editions.values())
        report = kept or Report(shared=(*map(frozenset, uids), frozenset()))
        if any(report.shared):
            notes.keep(names, origin, report)
        return report

    def _cover(self, done: Iterable[Done]) -> Part:
        """Return what of the internal part is no piece's: its pages, and the calendars that are no longer made."""
        plan, standing = self._plan, self._standing
        kept = {str(entry["path"]) for each in done for entry in each.made.entries}
        current = frozenset(self._paths)
        listed = {path: entry for path, entry in standing.internal.items() if path not in kept and path not in current}
        feeds: dict[str, tuple[Feed, ...]] = dict.fromkeys(plan.languages, ())
        months = {
            path.removeprefix("internal/"): dict(found)
            for each in done
            for path, found in each.split.items()
            if path.startswith("internal/")
        }
        made = self._index_pages() if self._paged else self._whole_pages(months, done)
        cover = self._part("internal", feeds, listed, made)
        cover.months |= {} if self._paged else months
        cover.stamps += [each.stamp for each in done if each.stamp]
        return cover

    def _part(
        self, name: str, feeds: Mapping[str, tuple[Feed, ...]], listed: Mapping[str, Entry], pages: Mapping[str, Page]
    ) -> Part:
        touched, examined = self._standing.touched, self._standing.examined
        return Part(self._press, name=name, feeds=feeds, listed=listed, pages=pages, touched=touched, examined=examined)

    def _index_pages(self) -> dict[str, Page]:
        plan, renderer = self._plan, self._renderer

        def page(context: PageContext) -> bytes:
            return operation_page(renderer, plan, (), context)

        origin = fingerprint(code_fingerprint(), self._order.common, plan.units)
        return {"index": Page(make=page, restamp=renderer.restamped, zone=plan.zone, origin=origin)}

    def _whole_pages(self, months: Split, done: Iterable[Done]) -> dict[str, Page]:
        plan, renderer = self._plan, self._renderer
        # The pieces tell what the pages show; only one that shows something else is made of all duties again.
        index = RosterIndex(plan, self._roster or Roster(()))

        def page(context: PageContext) -> bytes:
            return operation_page(renderer, plan, duty_feeds(index, language=context.language), context, split=months)

        def board(context: PageContext) -> bytes:
            return board_page(renderer, index, [post.key for post in plan.posts], context)

        own = [getattr(plan, name) for name in PARTITION_FIELDS]
        origin = fingerprint(code_fingerprint(), self._order.common, own)
        counts = sorted((path, count) for each in done for path, count in each.counts.items())
        restamp, boards = renderer.restamped, [each.board for each in done if each.board]
        return {
            "index": Page(make=page, restamp=restamp, zone=plan.zone, origin=fingerprint(origin, "index", counts)),
            "board": Page(make=board, restamp=restamp, zone=plan.zone, origin=fingerprint(origin, "board", boards)),
        }

    def _write_lists(self, public: Part, cover: Part, done: Iterable[Done]) -> None:
        """Write the pages and the manifests, and take away what is in no manifest any more."""
        plan, site = self._plan, self._site
        public.write_pages()
        cover.write_pages()
        self._claimed.ours(f"public/{MANIFEST}")
        write_manifest(site, "public", plan.timeline.id, public.entries, public.changed)
        entries = [*cover.entries, *(entry for each in done for entry in each.made.entries)]
        made = [
            {"names": each.made.names, "origin": each.made.origin, "cancelled": each.made.cancelled}
            | {"secret": each.made.secret}
            for each in done
        ]
        write_manifest(site, "internal", plan.id, entries, cover.changed, pieces=made)
        public.clear()
        cover.clear()

    def _published(self, done: list[Done], public: Part, cover: Part, stages: Report) -> Published:
        announce: tuple[PrivateLink, ...] = ()
        if registry := self._registry:
            remove_stale_files(self._sink, self._site, self._standing.there, registry, self._now)
            announce = registry.finish(self._plan, self._now)
        reports = [stages, *(each.report for each in done)]
        added, changed, gone, came = (
            frozenset[str]().union(*(each.shared[number] for each in reports)) for number in range(4)
        )
        split = {path: months for each in done for path, months in each.split.items()}
        split |= {f"{part.name}/{path}": months for part in (public, cover) for path, months in part.months.items()}
        site, order = self._site, {team.key: number for number, team in enumerate(self._plan.teams)}
        changes = sorted((item for each in reports for item in each.changes), key=lambda item: order[item.team])
        return Published(
            target=self._sink.root if isinstance(self._sink, Folder) else self._sink.place,
            written=(*(path for each in done for path in each.written), *site.written),
            unchanged=(*(path for each in done for path in each.unchanged), *site.unchanged),
            removed=(*(path for each in done for path in each.removed), *site.removed),
            added=sum(each.added for each in reports) + len(added),
            changed=sum(each.changed for each in reports) + len(changed),
            withdrawn=sum(each.withdrawn for each in reports) + len((gone - came) | cover.withdrawn),
            split=tuple((told(path), tuple(months)) for path, months in split.items()),
            too_large=tuple(told(path) for path in (*(path for each in done for path in each.large), *cover.too_large)),
            changes=tuple(changes),
            announce=announce,
            shortfalls=self._shortfalls or tuple(item for each in done for item in each.shortfalls),
        )


class _Progress:
    """Tells who asked how many calendars of how many are done."""

    def __init__(self, tell: Callable[[int, int], None] | None, total: int) -> None:
        self._tell, self._total, self._done = tell, total, 0

    def step(self, calendars: int) -> None:
        for _ in range(calendars if self._tell else 0):
            self._done += 1
            if self._tell:
                self._tell(min(self._done, self._total), self._total)


def is_calendar(path: str) -> bool:
    """Return whether a file is a calendar, by its address."""
    return path.endswith(".ics")
