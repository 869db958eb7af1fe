"""What is done for one piece of a plan, here or in another process: its duties, its calendars, and what became of them.

What goes there and what comes back are values; what is written goes to the place of the site from where the work is
done.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cache, partial

import attrs

from electsched.calendars.duty_feeds import duty_feeds
from electsched.calendars.feed import Feed
from electsched.errors import ElectschedError, redacted_reason
from electsched.loaders.templates import load_templates
from electsched.operation.plan import Plan
from electsched.pages.board import board_page
from electsched.pages.renderer import PageContext, Renderer
from electsched.pages.subscribe import Split
from electsched.pages.unit import unit_page
from electsched.publishing.claimed import Claimed
from electsched.publishing.editions import share_editions
from electsched.publishing.executors import PieceFailedError
from electsched.publishing.fingerprint import board_fingerprint, fingerprint, partition_fingerprint
from electsched.publishing.jobs import Done, Order, Refused, Task, first_path
from electsched.publishing.journal import CLAIM, Entry, Made, read_note
from electsched.publishing.partition import Piece
from electsched.publishing.parts import Page, Part, Press, too_large
from electsched.publishing.private.disclosures import disclosed_members
from electsched.publishing.private.links import FileRecord, PrivateLink
from electsched.publishing.private.sections import PrivateSection, RenderPage, label, private_sections
from electsched.publishing.report import Report, piece_report
from electsched.publishing.sending import Parcel
from electsched.roster.index import RosterIndex
from electsched.roster.rotation import build_roster
from electsched.stores.base import BELOW, WORK, OvertakenError, Sink, Site, naming, sha256, standing_files

__all__ = ["calendar_of", "do_tasks"]


@cache
def _renderer() -> Renderer:
    return Renderer(load_templates())


def do_tasks(order: Order, parcel: Parcel) -> tuple[Done, ...] | Refused:
    """Do the pieces one after the other, and return what became of each; at the first that cannot be done, why."""
    tasks, done = parcel.tasks, list[Done]()
    press = Press(Site(order.sink), order.made, order.retire)
    try:
        for task in tasks:
            with naming(calendar_of(first_path(task.piece))):
                try:
                    done.append(_do(order, task, press))
                except OvertakenError:  # the claim is ours, so who was late is another: hold against what it wrote
                    done.append(_do(order, attrs.evolve(task, there=None, before=None), press))
    except ElectschedError as error:
        return Refused(error.faults, error.source or order.sink.place, unreached=_is_unclaimed(order.sink))
    except Exception as error:
        raise PieceFailedError(first_path(tasks[len(done)].piece), redacted_reason(error)) from error
    return tuple(done)


def _is_unclaimed(sink: Sink) -> bool:
    """Return whether no publication is at work at the place as it is seen from here."""
    try:
        return read_note(sink, CLAIM) is None
    except ElectschedError:
        return False


def calendar_of(path: str) -> Callable[[str], str]:
    """Return what names that calendar in place of a note: who reads an error knows no notes."""
    return lambda named: path if named.startswith(f"{WORK}/") else named


def _do(order: Order, task: Task, press: Press) -> Done:
    sink, piece = Claimed(order.sink, order.token, task.there, closely=order.closely), task.piece
    sink.ours(first_path(piece))
    press = attrs.evolve(press, site=Site(sink))
    plan = piece.plan
    roster, shortfalls = (piece.roster, ()) if piece.roster is not None else build_roster(plan)
    index = RosterIndex(plan, roster)
    links = [(link.token, link.audience, link.key) for link in task.links]
    origin = partition_fingerprint(order.common, plan, roster, piece.units, order.paged, links)
    if _is_same(task, origin) and _are_private_files_published(sink, order, task):
        done = _kept(order, task, index)
    else:
        done = _print(order, task, press, index, origin)
    board = "" if piece.partners else board_fingerprint(roster)
    return attrs.evolve(done, board=board, shortfalls=shortfalls if piece.units else ())


def _is_same(task: Task, origin: str) -> bool:
    """Return whether the piece would be made as it was, with nothing in it to retire, and none of it was touched."""
    before = task.before
    if before is None or before.origin != origin or before.cancelled or task.touched:
        return False
    return all("sha256" in entry and "changed" in entry for entry in _calendars(task.listed))


def _are_private_files_published(sink: Sink, order: Order, task: Task) -> bool:
    """Return whether the files at the private links of the piece are those that the registry and the manifest name."""
    for link in task.links:
        for record in task.private_files[link.token]:
            path = f"{link.folder}/{record.name}"
            # A stopped publication may have written a file of the recorded size.
            if order.resumed or not _is_as_recorded(sink, task, path, record):
                with naming(label(link.audience, link.key)):
                    data = sink.read(path)
                if data is None or sha256((data,)) != record.sha256:
                    return False
    return task.before is not None and task.before.secret == _private_digest(task.private_files)


def _is_as_recorded(sink: Sink, task: Task, path: str, record: FileRecord) -> bool:
    there = task.there.get(path) if task.there is not None else None
    return there.size == record.size if there is not None else sink.bears(path, record.size, record.sha256)


def _private_digest(files: Mapping[str, tuple[FileRecord, ...]]) -> str:
    """Return one digest of all files at private links."""
    rows = sorted(
        f"{token}/{file.name} {file.size} {file.sha256}" for token, listed in files.items() for file in listed
    )
    return fingerprint(rows) if rows else ""


def _calendars(listed: Mapping[str, Entry]) -> list[Entry]:
    return [entry for path, entry in listed.items() if path.endswith(".ics")]


def _kept(order: Order, task: Task, index: RosterIndex) -> Done:
    piece, entries = task.piece, tuple(task.listed.values())
    secret = [f"{link.folder}/{file.name}" for link in task.links for file in task.private_files[link.token]]
    stamps = [datetime.fromisoformat(entry["changed"]) for entry in _calendars(task.listed)]
    before = task.before or Made(names=piece.names, origin="", cancelled=0)
    return Done(
        made=attrs.evolve(before, entries=entries),
        written=(),
        unchanged=(*(f"internal/{entry['path']}" for entry in entries), *secret),
        removed=(),
        stamp=max(stamps, default=None),
        split={f"internal/{entry['path']}": entry["months"] for entry in entries if "months" in entry},
        large=too_large("internal", entries),
        report=(order.notes.kept(piece.names, before.origin, index) if order.resumed else None) or Report(),
    )


def _print(order: Order, task: Task, press: Press, index: RosterIndex, origin: str) -> Done:
    piece, plan = task.piece, index.plan
    own = frozenset(piece.units)
    feeds = {
        language: tuple(duty_feeds(index, language=language, units=own)) if not piece.partners else ()
        for language in plan.languages
    }
    months: dict[str, Mapping[str, int]] = {}
    made = _unit_pages(piece, index, origin, feeds, months) if order.paged else {}
    internal = Part(press, name="internal", feeds=feeds, listed=task.listed, pages=made, touched=task.touched)
    secret = [_private_part(press, section) for section in private_sections(index, _renderer(), task.links, feeds)]
    told = share_editions([internal, *(part for link, part in secret if link.audience == "unit")], press)
    for audience in ("personal", "partner"):
        share_editions([part for link, part in secret if link.audience == audience], press)
    parts = [internal, *(part for _, part in secret)]
    kept = order.notes.kept(piece.names, origin, index)
    if kept is None:
        internal.make_feeds()
        report = piece_report(index, internal, told, press.made) if piece.units else Report()
        attrs.evolve(order.notes, sink=press.site.sink).keep(piece.names, origin, report)
    else:
        report = kept
    internal.write_feeds()
    for link, part in secret:
        with naming(label(link.audience, link.key)):
            part.write_feeds()
    months |= internal.months
    internal.write_pages()
    for link, part in secret:
        with naming(label(link.audience, link.key)):
            part.write_pages()
            part.clear()
    written, unchanged = (
        _first(press.site, task, internal) if report.again else (press.site.written, press.site.unchanged)
    )
    private_files = {
        link.token: tuple(FileRecord(str(file["path"]), file["bytes"], "", file["sha256"]) for file in part.entries)
        for link, part in secret
    }
    return Done(
        made=Made(
            names=piece.names,
            origin=origin,
            cancelled=sum(part.cancelled for part in parts),
            secret=_private_digest(private_files),
            entries=tuple(internal.entries),
        ),
        written=tuple(written),
        unchanged=tuple(unchanged),
        removed=tuple(press.site.removed),
        report=report,
        stamp=max(internal.stamps, default=None),
        private_files=private_files,
        split={f"{part.name}/{path}": months for part in parts for path, months in part.months.items()},
        large=tuple(path for part in parts for path in part.too_large),
        disclosures=disclosed_members(index, task.links, piece.units) if order.disclosed and piece.units else {},
    )


def _private_part(press: Press, section: PrivateSection) -> tuple[PrivateLink, Part]:
    link = section.link

    def page(render: RenderPage) -> Callable[[PageContext], bytes]:
        return lambda context: render(context, part.months)

    with naming(label(link.audience, link.key)):
        # A stopped publication may have written files that the registry does not know.
        there = standing_files(press.site.sink, link.folder, BELOW if link.audience == "unit" else ())
        part = Part(
            press,
            name=link.folder,
            feeds=section.feeds,
            listed={path: {"path": path} for path in there},
            pages={
                stem: Page(make=page(render), restamp=lambda data, _: data, zone=section.zone)
                for stem, render in section.pages.items()
            },
        )
    return link, part


def _first(site: Site, task: Task, internal: Part) -> tuple[list[str], list[str]]:
    """Return which files are new or changed and which are not, though a worker that was lost wrote some of them.

    What stood at secret addresses is in no manifest, so all of that counts as changed.
    """
    before = {f"internal/{path}": entry.get("sha256") for path, entry in task.listed.items()}
    now = {f"internal/{entry['path']}": entry["sha256"] for entry in internal.entries}
    unchanged = [path for path in site.unchanged if path in now and now[path] == before.get(path)]
    return site.written + [path for path in site.unchanged if path not in unchanged], unchanged


def _unit_pages(
    piece: Piece, index: RosterIndex, origin: str, feeds: Mapping[str, tuple[Feed, ...]], months: Split
) -> Mapping[str, Page]:
    """Return how the pages of each unit are made, by how their addresses begin; ``months`` are known by then."""
    made: dict[str, Page] = {}
    restamp, zones = _renderer().restamped, index.plan.zones
    for unit in piece.units:
        posts = [post.key for post in index.plan.posts if post.unit == unit]
        teams = {team.key for team in index.plan.teams if team.unit == unit}
        keys = {("unit", unit), *(("post", key) for key in posts), *(("team", key) for key in teams)}
        own = {language: [each for each in found if (each.kind, each.key) in keys] for language, found in feeds.items()}
        made[f"units/{unit}"] = Page(
            make=partial(_unit_page, index.plan, unit, own, months),
            restamp=restamp,
            zone=zones[unit],
            origin=origin,
        )
        made[f"units/{unit}.board"] = Page(
            make=partial(_unit_board, index, unit, posts),
            restamp=restamp,
            zone=zones[unit],
            origin=origin,
        )
    return made


def _unit_page(plan: Plan, unit: str, feeds: Mapping[str, list[Feed]], months: Split, context: PageContext) -> bytes:
    return unit_page(_renderer(), plan, unit, feeds[context.language], context, split=months)


def _unit_board(index: RosterIndex, unit: str, posts: list[str], context: PageContext) -> bytes:
    return board_page(_renderer(), index, posts, context, stem=f"{unit}.board", home=unit)
