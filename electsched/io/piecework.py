"""What is done for one piece of a plan, here or in another process: its duties, its calendars, and what became of them.

What goes there and what comes back are values; what is written goes to the place of the site from where the work is
done.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from functools import cache, partial
from zoneinfo import ZoneInfo

import attrs

from electsched.errors import ElectschedError, Fault
from electsched.feeds.calendars import Feed
from electsched.feeds.changes import DutyChange, duty_changes
from electsched.feeds.cut import Piece
from electsched.feeds.duties import duty_identity
from electsched.feeds.events import identity
from electsched.feeds.hub import Split
from electsched.feeds.index import RosterIndex
from electsched.feeds.origins import Origins, digest, plan_digest, roster_origins
from electsched.feeds.pages import Pages
from electsched.feeds.rendering import Face
from electsched.feeds.revision import Edition, edition_uids
from electsched.feeds.rosters import duty_feeds
from electsched.io.access import held_by, secret_parts
from electsched.io.catalogue import load_templates
from electsched.io.journal import Entry, Made, still_ours
from electsched.io.ledger import Grant
from electsched.io.parts import Page, Part, Press, code_digest, sha256, share_editions, too_large
from electsched.io.sinks import SECRET, Sink, Site
from electsched.plan import Plan, plan_zones, rotate
from electsched.roster.duties import Shortfall

__all__ = ["Done", "Order", "Refused", "Task", "do_tasks", "first_path"]


@attrs.frozen(kw_only=True)
class Order:
    """What all the work of one publication has in common.

    Attributes:
        sink: Where the site is written.
        made: The stamp of what changed.
        retire: How long a cancelled event is still shown.
        token: The claim under which the site is published.
        common: The digest of what all pieces share.
        paged: Whether each unit has pages of its own.
        held: Whether it is to be told whom each calendar names.
    """

    sink: Sink
    made: datetime
    retire: timedelta
    token: str = attrs.field(repr=False)
    common: str
    paged: bool = False
    held: bool = False


@attrs.frozen(kw_only=True)
class Task:
    """One piece to be done.

    Attributes:
        piece: The piece.
        grants: The secret addresses whose calendars it makes.
        listed: What the last manifest said of its files.
        touched: The listed files that are not as they were written.
        before: What the piece was made from the last time; None where that is not known.
    """

    piece: Piece
    grants: tuple[Grant, ...] = attrs.field(default=(), repr=False)
    listed: Mapping[str, Entry] = attrs.field(factory=dict, repr=False)
    touched: frozenset[str] = frozenset()
    before: Made | None = None


@attrs.frozen(kw_only=True)
class Done:
    """What became of a piece.

    Attributes:
        made: What it was made from, and what the manifest is to say of its files.
        written: The files that are new or changed.
        unchanged: The files that were left as they are.
        removed: The files that were taken away.
        added: How many duties are new.
        changed: How many duties changed.
        withdrawn: How many duties are cancelled since the last time.
        shared: The same of what may stand in several pieces, by identity: added, changed, withdrawn.
        changes: What the people of its teams should be told.
        stamp: The latest stamp of its calendars; None where it has none.
        files: What stands at its secret addresses.
        split: The calendars that were split by month, below the site, with how many events stand in each month.
        large: The calendars that are too large for apps even so.
        held: Whom each of its calendars names.
        shortfalls: What no team can fill.
    """

    made: Made
    written: tuple[str, ...] = attrs.field(repr=False)
    unchanged: tuple[str, ...] = attrs.field(repr=False)
    removed: tuple[str, ...] = attrs.field(repr=False)
    added: int = 0
    changed: int = 0
    withdrawn: int = 0
    shared: tuple[frozenset[str], frozenset[str], frozenset[str]] = (frozenset(), frozenset(), frozenset())
    changes: tuple[DutyChange, ...] = attrs.field(default=(), repr=False)
    stamp: datetime | None = None
    files: Mapping[str, tuple[str, ...]] = attrs.field(factory=dict, repr=False)
    split: Mapping[str, Mapping[str, int]] = attrs.field(factory=dict, repr=False)
    large: tuple[str, ...] = attrs.field(default=(), repr=False)
    held: Mapping[str, tuple[str, ...]] = attrs.field(factory=dict, repr=False)
    shortfalls: tuple[Shortfall, ...] = attrs.field(default=(), repr=False)


@attrs.frozen
class Refused:
    """Why a piece could not be done; a value, for not every error survives the way between processes.

    Attributes:
        faults: What is wrong.
        source: The place of the site.
    """

    faults: tuple[Fault, ...]
    source: str


@cache
def _pages() -> Pages:
    return Pages(load_templates())


def do_tasks(order: Order, tasks: tuple[Task, ...]) -> tuple[Done, ...] | Refused:
    """Do the pieces one after the other, and return what became of each; at the first that cannot be done, why."""
    done: list[Done] = []
    press = Press(Site(order.sink), order.made, order.retire)
    try:
        for task in tasks:
            still_ours(order.sink, order.token, first_path(task))
            done.append(_do(order, task, attrs.evolve(press, site=Site(order.sink))))
    except ElectschedError as error:
        return Refused(error.faults, error.source or order.sink.place)
    return tuple(done)


def first_path(task: Task) -> str:
    """Return the calendar at which the work on a piece begins."""
    plan, names = task.piece.plan, task.piece.units
    return f"internal/units/{names[0]}.{plan.languages[0]}.ics" if names else f"{SECRET}/.../"


def _do(order: Order, task: Task, press: Press) -> Done:
    piece = task.piece
    plan = piece.plan
    roster, shortfalls = (piece.roster, ()) if piece.roster is not None else rotate(plan)
    index = RosterIndex(plan, roster)
    context = digest([code_digest(), plan_digest(plan, order.common), str(order.paged)])
    origins = roster_origins(index, context)
    origin = digest([context, str(piece.units), *origins.of_key.values(), *(str(_marks(each)) for each in task.grants)])
    if _stands(order.sink, task, origin):
        return _kept(order, task, index, shortfalls if piece.units else ())
    return _print(order, task, press, index, origins, origin, shortfalls if piece.units else ())


def _marks(grant: Grant) -> tuple[str, str, str]:
    return grant.token, grant.audience, grant.key


def _stands(sink: Sink, task: Task, origin: str) -> bool:
    """Return whether all of the piece stands there as it would be made, with nothing in it to retire."""
    before = task.before
    if before is None or before.origin != origin or before.cancelled or task.touched:
        return False
    if any("sha256" not in entry or "changed" not in entry for entry in _calendars(task.listed)):
        return False
    return before.secret == _secret_digest(_standing(sink, task.grants))


def _standing(sink: Sink, grants: Iterable[Grant]) -> Iterator[tuple[str, str]]:
    """Yield each file at these addresses with its digest."""
    for grant in grants:
        for name in grant.files:
            data = sink.read(path := f"{SECRET}/{grant.token}/{name}")
            yield path, sha256((data,)) if data is not None else ""


def _secret_digest(files: Iterable[tuple[str, str]]) -> str:
    found = sorted(f"{path} {seal}" for path, seal in files)
    return digest(found) if found else ""


def _calendars(listed: Mapping[str, Entry]) -> list[Entry]:
    return [entry for path, entry in listed.items() if path.endswith(".ics")]


def _kept(order: Order, task: Task, index: RosterIndex, shortfalls: tuple[Shortfall, ...]) -> Done:
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
        files={grant.token: grant.files for grant in task.grants},
        split={f"internal/{entry['path']}": entry["months"] for entry in entries if "months" in entry},
        large=too_large("internal", entries),
        held=held_by(index, task.grants, piece.units) if order.held and piece.units else {},
        shortfalls=shortfalls,
    )


def _print(  # noqa: PLR0913, PLR0917  # all that a piece is made of
    order: Order,
    task: Task,
    press: Press,
    index: RosterIndex,
    origins: Origins,
    origin: str,
    shortfalls: tuple[Shortfall, ...],
) -> Done:
    piece, plan = task.piece, index.plan
    own = frozenset(piece.units)
    feeds = {
        language: tuple(duty_feeds(index, language=language, origins=origins, units=own)) if not piece.partners else ()
        for language in plan.languages
    }
    months: dict[str, Mapping[str, int]] = {}
    made = _unit_pages(piece, index, origins, feeds, months) if order.paged else {}
    internal = Part(press, name="internal", feeds=feeds, listed=task.listed, pages=made, touched=task.touched)
    secret = list(secret_parts(index, press, _pages(), task.grants, feeds))
    told = share_editions([internal, *(part for grant, part in secret if grant.audience == "unit")], press)
    for audience in ("personal", "partner"):
        share_editions([part for grant, part in secret if grant.audience == audience], press)
    parts = [internal, *(part for _, part in secret)]
    for part in parts:
        part.write_feeds()
    months |= internal.months
    for part in parts:
        part.write_pages()
    for _, part in secret:
        part.clear()
    counts, shared = _counted(plan, internal, told) if piece.units else ((0, 0, 0), (frozenset(),) * 3)
    site = press.site
    return Done(
        made=Made(
            names=piece.names,
            origin=origin,
            cancelled=sum(part.cancelled for part in parts),
            secret=_secret_digest(
                (f"{part.name}/{entry['path']}", str(entry["sha256"])) for _, part in secret for entry in part.entries
            ),
            entries=tuple(internal.entries),
        ),
        written=tuple(site.written),
        unchanged=tuple(site.unchanged),
        removed=tuple(site.removed),
        added=counts[0],
        changed=counts[1],
        withdrawn=counts[2],
        shared=shared,
        changes=_changes(index, internal, press.made),
        stamp=max(internal.stamps, default=None),
        files={grant.token: part.files for grant, part in secret},
        split={f"{part.name}/{path}": months for part in parts for path, months in part.months.items()},
        large=tuple(path for part in parts for path in part.too_large),
        held=held_by(index, task.grants, piece.units) if order.held and piece.units else {},
        shortfalls=shortfalls,
    )


def _unit_pages(
    piece: Piece, index: RosterIndex, origins: Origins, feeds: Mapping[str, tuple[Feed, ...]], months: Split
) -> Mapping[str, Page]:
    """Return how the pages of each unit are made, by how their addresses begin; ``months`` are known by then."""
    made: dict[str, Page] = {}
    restamp, zones = _pages().restamped, plan_zones(index.plan)
    for unit in piece.units:
        posts = [post.key for post in index.plan.posts if post.unit == unit]
        teams = {team.key for team in index.plan.teams if team.unit == unit}
        keys = {("unit", unit), *(("post", key) for key in posts), *(("team", key) for key in teams)}
        own = {language: [each for each in found if (each.kind, each.key) in keys] for language, found in feeds.items()}
        counts = [str((each.path, each.count)) for found in own.values() for each in found]
        duties = [origins.of_key[key] for key in sorted(keys)]
        made[f"units/{unit}"] = Page(
            make=partial(_unit_page, index.plan, unit, own, months),
            restamp=restamp,
            zone=zones[unit],
            origin=digest([origins.context, *counts]),
        )
        made[f"units/{unit}.board"] = Page(
            make=partial(_unit_board, index, unit, posts),
            restamp=restamp,
            zone=zones[unit],
            origin=digest([origins.context, *duties]),
        )
    return made


def _unit_page(plan: Plan, unit: str, feeds: Mapping[str, list[Feed]], months: Split, face: Face) -> bytes:
    return _pages().unit(plan, unit, feeds[face.language], face, split=months)


def _unit_board(index: RosterIndex, unit: str, posts: list[str], face: Face) -> bytes:
    return _pages().board(index, posts, face, stem=f"{unit}.board", home=unit)


def _counted(
    plan: Plan, internal: Part, editions: Mapping[str, Edition]
) -> tuple[tuple[int, int, int], tuple[frozenset[str], frozenset[str], frozenset[str]]]:
    """Return how many duties are new, changed and withdrawn, and which events that may stand elsewhere too."""
    musters = {identity("muster", plan.id, muster.key) for muster in plan.musters}
    found = edition_uids(editions.values())
    gone = [{uid for uid, _ in internal.stood(folder)} if found[2] else set() for folder in ("posts/", "units/")]
    elsewhere = [found[0] & musters, found[1] & musters, (found[2] - gone[0]) & gone[1]]
    # What a team of ours did at a post elsewhere is that post's to count.
    counts = [len(found[0] - elsewhere[0]), len(found[1] - elsewhere[1]), len(found[2] & gone[0])]
    shared = [frozenset(each) for each in elsewhere]
    return (counts[0], counts[1], counts[2]), (shared[0], shared[1], shared[2])


def _changes(index: RosterIndex, internal: Part, made: datetime) -> tuple[DutyChange, ...]:
    """Return what the people of each team should be told, in the plan's first language."""
    plan, language = index.plan, index.plan.languages[0]
    told = {
        team.key: internal.selected[path].changes
        for team in plan.teams
        if (path := f"teams/{team.key}.{language}.ics") in internal.selected and internal.selected[path].changes
    }
    if not told:
        return ()
    wanted = {change.uid for changes in told.values() for change in changes}
    posts = {
        uid: duty.post
        for team in told
        for duty in index.of("team", team)
        if (uid := duty_identity(plan, duty)) in wanted
    }
    if wanted - set(posts):  # what is cancelled stood in the calendar of its post
        posts = {uid: post for uid, post in internal.stood("posts/") if uid in wanted} | posts
    return duty_changes(told, index, posts=posts, on=made.astimezone(ZoneInfo(plan.zone)).date())
