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
from electsched.calendars.fingerprint import Marker, Marks, board_digest, digest, plan_digest, roster_origins
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
from electsched.publishing.jobs import Done, Order, Refused, Task, first_path
from electsched.publishing.journal import CLAIM, Entry, Made, read_note
from electsched.publishing.manifest import code_digest
from electsched.publishing.partition import Piece
from electsched.publishing.parts import Page, Part, Press, too_large
from electsched.publishing.private.access import held_by, of_grant, secret_parts
from electsched.publishing.private.ledger import Grant
from electsched.publishing.report import Report, piece_report
from electsched.publishing.sending import Parcel
from electsched.roster.index import RosterIndex
from electsched.roster.rotation import build_roster
from electsched.stores.base import SECRET, WORK, OvertakenError, Sink, Site, naming, seal_of, sha256

__all__ = ["calendar_of", "do_tasks"]


@cache
def _renderer() -> Renderer:
    return Renderer(load_templates())


def do_tasks(order: Order, parcel: Parcel) -> tuple[Done, ...] | Refused:
    """Do the pieces one after the other, and return what became of each; at the first that cannot be done, why."""
    tasks, done = parcel.tasks, list[Done]()
    press, marker = Press(Site(order.sink), order.made, order.retire), Marker()
    try:
        for task in tasks:
            with naming(calendar_of(first_path(task.piece))):
                try:
                    done.append(_do(order, task, press, marker))
                except OvertakenError:  # the claim is ours, so who was late is another: hold against what it wrote
                    done.append(_do(order, attrs.evolve(task, there=None, before=None), press, marker))
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


def _do(order: Order, task: Task, press: Press, marker: Marker) -> Done:
    sink, piece = Claimed(order.sink, order.token, task.there, closely=order.closely), task.piece
    sink.ours(first_path(piece))
    press = attrs.evolve(press, site=Site(sink))
    plan = piece.plan
    roster, shortfalls = (piece.roster, ()) if piece.roster is not None else build_roster(plan)
    index = RosterIndex(plan, roster)
    context = digest([code_digest(), plan_digest(plan, order.common), str(order.paged)])
    marks = marker.marks(roster)
    # Of all its duties at once: a piece that stands as it would be made is not looked into any further.
    board, own = board_digest(roster, marks), [str(_marks(each)) for each in task.grants]
    origin = digest([context, str(piece.units), board, *marks.rest, *own])
    seals = _standing(sink, order, task) if _is_same(task, origin) else None
    if seals is not None:
        done = _kept(order, task, index, seals)
    else:
        done = _print(order, task, press, index, _Known(context, marks, origin))
    return attrs.evolve(done, board="" if piece.partners else board, shortfalls=shortfalls if piece.units else ())


@attrs.frozen
class _Known:
    """What a piece is made from: the digest of what its duties share, the marks of these, the digest of all."""

    context: str
    marks: Marks
    origin: str


def _marks(grant: Grant) -> tuple[str, str, str]:
    return grant.token, grant.audience, grant.key


def _is_same(task: Task, origin: str) -> bool:
    """Return whether the piece would be made as it was, with nothing in it to retire, and none of it was touched."""
    before = task.before
    if before is None or before.origin != origin or before.cancelled or task.touched:
        return False
    return all("sha256" in entry and "changed" in entry for entry in _calendars(task.listed))


def _standing(sink: Sink, order: Order, task: Task) -> dict[str, str] | None:
    """Return the seals of what stands at each secret address of the piece; None if that is not as it was made."""
    seals: dict[str, str] = {}
    for grant in task.grants:
        # What was written since the ledger may have the size that it tells: after a stop nothing else is known.
        sealed, found = {} if order.resumed else grant.sealed, list[str]()
        for name in grant.files:
            path, known = f"{SECRET}/{grant.token}/{name}", sealed.get(name, "")
            with naming(of_grant(grant)):
                seal = _seal(sink, task, path, known)
            if seal is None:
                return None
            found.append(seal)
        seals[grant.token] = " ".join(found)
    same = task.before is not None and task.before.secret == _secret_digest(_files(task), seals)
    return seals if same else None


def _files(task: Task) -> dict[str, tuple[str, ...]]:
    return {grant.token: grant.files for grant in task.grants}


def _seal(sink: Sink, task: Task, path: str, known: str) -> str | None:
    """Return the seal of what stands there, None where nothing does; only what is not as its known one says is read."""
    if known and _bears(sink, task, path, known):
        return known
    data = sink.read(path)
    return seal_of(len(data), sha256((data,))) if data is not None else None


def _bears(sink: Sink, task: Task, path: str, known: str) -> bool:
    """Return whether a file is as its seal says: by its size where that was listed, else by size and mark."""
    size, _, digest = known.partition("-")
    there = task.there.get(path) if task.there is not None else None
    return there.size == int(size) if there is not None else sink.bears(path, int(size), digest)


def _secret_digest(files: Mapping[str, tuple[str, ...]], seals: Mapping[str, str]) -> str:
    """Return one digest of all that stands at these addresses."""
    found = sorted(
        f"{token}/{name} {each}"
        for token, names in files.items()
        for name, each in zip(names, seals[token].split(), strict=True)
    )
    return digest(found) if found else ""


def _calendars(listed: Mapping[str, Entry]) -> list[Entry]:
    return [entry for path, entry in listed.items() if path.endswith(".ics")]


def _kept(order: Order, task: Task, index: RosterIndex, seals: Mapping[str, str]) -> Done:
    piece, entries = task.piece, tuple(task.listed.values())
    secret = [f"{SECRET}/{grant.token}/{path}" for grant in task.grants for path in grant.files]
    stamps = [datetime.fromisoformat(entry["changed"]) for entry in _calendars(task.listed)]
    before = task.before or Made(names=piece.names, origin="", cancelled=0)
    return Done(
        made=attrs.evolve(before, entries=entries),
        written=(),
        unchanged=(*(f"internal/{entry['path']}" for entry in entries), *secret),
        removed=(),
        stamp=max(stamps, default=None),
        files=_files(task),
        seals=seals,
        split={f"internal/{entry['path']}": entry["months"] for entry in entries if "months" in entry},
        large=too_large("internal", entries),
        held=held_by(index, task.grants, piece.units) if order.held and piece.units else {},
        report=(order.notes.kept(piece.names, before.origin, index) if order.resumed else None) or Report(),
    )


def _print(order: Order, task: Task, press: Press, index: RosterIndex, known: _Known) -> Done:
    piece, plan = task.piece, index.plan
    own, origins = frozenset(piece.units), roster_origins(index, known.context, known.marks)
    feeds = {
        language: tuple(duty_feeds(index, language=language, origins=origins, units=own)) if not piece.partners else ()
        for language in plan.languages
    }
    months: dict[str, Mapping[str, int]] = {}
    made = _unit_pages(piece, index, known, feeds, months) if order.paged else {}
    internal = Part(press, name="internal", feeds=feeds, listed=task.listed, pages=made, touched=task.touched)
    secret = list(secret_parts(index, press, _renderer(), task.grants, feeds))
    told = share_editions([internal, *(part for grant, part in secret if grant.audience == "unit")], press)
    for audience in ("personal", "partner"):
        share_editions([part for grant, part in secret if grant.audience == audience], press)
    parts = [internal, *(part for _, part in secret)]
    kept = order.notes.kept(piece.names, known.origin, index)
    if kept is None:
        internal.make_feeds()
        report = piece_report(index, internal, told, press.made) if piece.units else Report()
        attrs.evolve(order.notes, sink=press.site.sink).keep(piece.names, known.origin, report)
    else:
        report = kept
    internal.write_feeds()
    for grant, part in secret:
        with naming(of_grant(grant)):
            part.write_feeds()
    months |= internal.months
    internal.write_pages()
    for grant, part in secret:
        with naming(of_grant(grant)):
            part.write_pages()
            part.clear()
    written, unchanged = (
        _first(press.site, task, internal) if report.again else (press.site.written, press.site.unchanged)
    )
    files, seals = {grant.token: part.files for grant, part in secret}, {g.token: part.seals for g, part in secret}
    return Done(
        made=Made(
            names=piece.names,
            origin=known.origin,
            cancelled=sum(part.cancelled for part in parts),
            secret=_secret_digest(files, seals),
            entries=tuple(internal.entries),
        ),
        written=tuple(written),
        unchanged=tuple(unchanged),
        removed=tuple(press.site.removed),
        report=report,
        stamp=max(internal.stamps, default=None),
        files=files,
        seals=seals,
        split={f"{part.name}/{path}": months for part in parts for path, months in part.months.items()},
        large=tuple(path for part in parts for path in part.too_large),
        held=held_by(index, task.grants, piece.units) if order.held and piece.units else {},
    )


def _first(site: Site, task: Task, internal: Part) -> tuple[list[str], list[str]]:
    """Return which files are new or changed and which are not, though a worker that was lost wrote some of them.

    What stood at secret addresses is in no manifest, so all of that counts as changed.
    """
    before = {f"internal/{path}": entry.get("sha256") for path, entry in task.listed.items()}
    now = {f"internal/{entry['path']}": entry["sha256"] for entry in internal.entries}
    unchanged = [path for path in site.unchanged if path in now and now[path] == before.get(path)]
    return site.written + [path for path in site.unchanged if path not in unchanged], unchanged


def _unit_pages(
    piece: Piece, index: RosterIndex, known: _Known, feeds: Mapping[str, tuple[Feed, ...]], months: Split
) -> Mapping[str, Page]:
    """Return how the pages of each unit are made, by how their addresses begin; ``months`` are known by then."""
    made: dict[str, Page] = {}
    restamp, zones = _renderer().restamped, index.plan.zones
    for unit in piece.units:
        posts = [post.key for post in index.plan.posts if post.unit == unit]
        teams = {team.key for team in index.plan.teams if team.unit == unit}
        keys = {("unit", unit), *(("post", key) for key in posts), *(("team", key) for key in teams)}
        own = {language: [each for each in found if (each.kind, each.key) in keys] for language, found in feeds.items()}
        counts = [str((each.path, each.count)) for found in own.values() for each in found]
        board = board_digest(index.roster, known.marks, posts)
        made[f"units/{unit}"] = Page(
            make=partial(_unit_page, index.plan, unit, own, months),
            restamp=restamp,
            zone=zones[unit],
            origin=digest([known.context, *counts]),
        )
        made[f"units/{unit}.board"] = Page(
            make=partial(_unit_board, index, unit, posts),
            restamp=restamp,
            zone=zones[unit],
            origin=digest([known.context, board]),
        )
    return made


def _unit_page(plan: Plan, unit: str, feeds: Mapping[str, list[Feed]], months: Split, context: PageContext) -> bytes:
    return unit_page(_renderer(), plan, unit, feeds[context.language], context, split=months)


def _unit_board(index: RosterIndex, unit: str, posts: list[str], context: PageContext) -> bytes:
    return board_page(_renderer(), index, posts, context, stem=f"{unit}.board", home=unit)
