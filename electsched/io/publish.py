"""A plan to a site on disk: `public/` has the stages, `internal/` the duties, `secret/` what is each one's own.

A published file is whole, old or new, at every moment: each is written beside its place and moved there. What did
not change is not written. Index pages and manifests come last, so that they never name what is not there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import attrs

from electsched.errors import Fault, PublishError
from electsched.feeds.calendars import stage_feed
from electsched.feeds.changes import DutyChange, duty_changes
from electsched.feeds.duties import duty_identity
from electsched.feeds.index import RosterIndex
from electsched.feeds.origins import digest, plan_digest, roster_origins, timeline_digest
from electsched.feeds.pages import Pages
from electsched.feeds.rosters import duty_feeds
from electsched.feeds.sheets import duty_sheet, officer_card
from electsched.io.access import Announced, SecretParts
from electsched.io.catalogue import load_templates
from electsched.io.folder import SiteFolder, told
from electsched.io.ledger import load_ledger, save_ledger, with_grants
from electsched.io.parts import Page, Part, Press, code_digest
from electsched.io.published import listed_files
from electsched.plan import Plan, rotate
from electsched.roster.duties import Roster, Shortfall

__all__ = ["Published", "card_page", "clock", "muster_page", "publish", "sheet_page"]


@attrs.frozen(kw_only=True)
class Published:
    """What a publication did.

    Attributes:
        target: The folder of the site.
        written: The files that are new or changed, below the folder.
        unchanged: The files that were left as they are.
        removed: The files that an earlier publication wrote and this one no longer has: delete them elsewhere too.
        added: How many events are new.
        changed: How many events changed.
        withdrawn: How many events are cancelled since the last time.
        split: The calendars that are too large for apps and were split by month, with these months.
        too_large: The calendars that are too large even so: one month alone is.
        changes: What the people of each team should be told.
        announce: The secret addresses that are new, and for whom.
        shortfalls: What no team can fill; empty where a roster was handed in.
    """

    target: Path
    written: tuple[str, ...] = attrs.field(repr=False)
    unchanged: tuple[str, ...] = attrs.field(repr=False)
    removed: tuple[str, ...] = attrs.field(repr=False)
    added: int
    changed: int
    withdrawn: int
    split: tuple[tuple[str, tuple[str, ...]], ...] = attrs.field(default=(), repr=False)
    too_large: tuple[str, ...] = attrs.field(default=(), repr=False)
    changes: tuple[DutyChange, ...] = attrs.field(default=(), repr=False)
    announce: tuple[Announced, ...] = attrs.field(default=(), repr=False)
    shortfalls: tuple[Shortfall, ...] = ()


def muster_page(plan: Plan, *, language: str = "id", stamp: datetime | None = None) -> bytes:
    """Return the muster report as an HTML page to be printed; it loads nothing.

    It bears the plan's ``issued``, else ``stamp``, else the clock's time.
    """
    return Pages(load_templates()).muster(plan, language=language, stamp=_made(plan, stamp))


def sheet_page(plan: Plan, *, post: str, day: date, language: str = "id", stamp: datetime | None = None) -> bytes:
    """Return the duty sheet of a post and a day, as the plan's teams rotate, as an HTML page to be printed.

    Raises:
        UnknownNameError: The plan has no such post, or no duty begins there on that day.
    """
    pages, made = Pages(load_templates()), _made(plan, stamp)
    return duty_sheet(pages, plan, rotate(plan)[0], post=post, day=day, language=language, stamp=made)


def card_page(plan: Plan, *, officer: str, language: str = "", stamp: datetime | None = None) -> bytes:
    """Return the card of an officer, as the plan's teams rotate, as an HTML page to be printed.

    Raises:
        UnknownNameError: The plan has no such member.
    """
    pages, made = Pages(load_templates()), _made(plan, stamp)
    return officer_card(pages, plan, rotate(plan)[0], officer=officer, language=language, stamp=made)


def clock() -> datetime:
    """Return the time by the clock, in UTC, to the second."""
    return datetime.now(UTC).replace(microsecond=0)


def _made(plan: Plan, stamp: datetime | None) -> datetime:
    return (plan.issued or stamp or clock()).astimezone(UTC).replace(microsecond=0)


def publish(  # noqa: PLR0913  # what a caller may choose, by name
    plan: Plan,
    target: str | Path,
    *,
    roster: Roster | None = None,
    stamp: datetime | None = None,
    ledger: str | Path | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Published:
    """Write the site of the plan to the folder, and return what was done.

    Without a roster the plan's teams rotate. What changed takes the plan's ``issued`` as its stamp, else ``stamp``,
    else the clock's time; what did not change keeps every byte. With a ``ledger`` each unit, partner and member has an
    own address in `secret/`. ``progress`` is told how many files of how many are done.

    Raises:
        PublishError: The folder cannot be written, or what was published in it is damaged or of another plan; what was
            published before is whole.
        InputError: The ledger is missing, damaged, readable by others, or of another site.
    """
    shortfalls: tuple[Shortfall, ...] = ()
    if roster is None:
        roster, shortfalls = rotate(plan)
    now = (stamp or clock()).astimezone(UTC).replace(microsecond=0)
    made = _made(plan, now)
    site = SiteFolder(Path(target))
    press = Press(site, made, timedelta(days=plan.site.retire_days))
    pages = Pages(load_templates())
    index = RosterIndex(plan, roster)
    secret = _secret(index, press, pages, ledger, now)
    parts = [_public(plan, press, pages), _internal(index, press, pages), *(secret.parts if secret else ())]
    _write(parts, progress)
    for part in parts[:2]:
        part.write_manifest()
    for part in parts:
        part.clear()
    announce = secret.finish() if secret else ()
    editions = [edition for part in parts[:2] for edition in part.editions.values()]
    return Published(
        target=site.root,
        written=tuple(site.written),
        unchanged=tuple(site.unchanged),
        removed=tuple(site.removed),
        added=len({uid for edition in editions for uid in edition.added}),
        changed=len({uid for edition in editions for uid in edition.changed}),
        withdrawn=len({uid for edition in editions for uid in edition.withdrawn}),
        split=tuple((told(f"{part.name}/{path}"), tuple(each)) for part in parts for path, each in part.months.items()),
        too_large=tuple(told(f"{part.name}/{path}") for part in parts for path in part.too_large),
        changes=_changes(index, parts[1], made),
        announce=announce,
        shortfalls=shortfalls,
    )


def _write(parts: Iterable[Part], progress: Callable[[int, int], None] | None) -> None:
    """Write the calendars of all parts, and then their pages, which name them."""
    listed = list(parts)
    total = sum(len(feeds) for part in listed for feeds in part.feeds.values())
    done = 0
    for part in listed:
        for _ in part.write_feeds():
            done += 1
            if progress is not None:
                progress(min(done, total), total)
    for part in listed:
        part.write_pages()


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


# --- the parts ----------------------------------------------------------------------------------------------------


def _public(plan: Plan, press: Press, pages: Pages) -> Part:
    refresh = timedelta(hours=plan.site.refresh_hours)
    timeline = plan.timeline
    origin = digest([code_digest(), timeline_digest(timeline)])
    feeds = {
        language: (stage_feed(timeline, language=language, base=plan.site.url, refresh=refresh, origin=origin),)
        for language in plan.languages
    }

    def page(language: str, stamp: datetime) -> bytes:
        given = feeds[language]
        return pages.public(
            timeline, given, language=language, languages=plan.languages, stamp=stamp, split=part.months
        )

    of, base = timeline.id, digest([origin, plan.site.url, str(refresh), str(plan.languages)])
    made = {"index": Page(make=page, restamp=_restamp(pages), origin=base)}
    listed = listed_files(press.site, "public", of)
    part = Part(press, name="public", of=of, feeds=feeds, listed=listed, pages=made)
    return part


def _restamp(pages: Pages) -> Callable[[bytes, str, datetime], bytes]:
    return lambda page, language, stamp: pages.restamped(page, language=language, stamp=stamp)


def _internal(index: RosterIndex, press: Press, pages: Pages) -> Part:
    plan = index.plan
    context = digest([code_digest(), plan_digest(plan)])
    origins = roster_origins(index, context)
    feeds = {language: tuple(duty_feeds(index, language=language, origins=origins)) for language in plan.languages}

    def page(language: str, stamp: datetime) -> bytes:
        given = feeds[language]
        return pages.internal(plan, given, language=language, languages=plan.languages, stamp=stamp, split=part.months)

    def board(language: str, stamp: datetime) -> bytes:
        posts = [post.key for post in plan.posts]
        return pages.board(index, posts, language=language, languages=plan.languages, stamp=stamp)

    counts = [str((feed.path, feed.count)) for found in feeds.values() for feed in found]
    made = {
        "index": Page(make=page, restamp=_restamp(pages), origin=digest([context, "index", *counts])),
        "board": Page(make=board, restamp=_restamp(pages), origin=digest([context, "board", *origins.of_key.values()])),
    }
    listed = listed_files(press.site, "internal", plan.id)
    part = Part(press, name="internal", of=plan.id, feeds=feeds, listed=listed, pages=made)
    return part


def _secret(
    index: RosterIndex, press: Press, pages: Pages, path: str | Path | None, now: datetime
) -> SecretParts | None:
    """Return the parts at secret addresses; the ledger knows of them before anything is written."""
    if path is None:
        return None
    if Path(path).resolve().is_relative_to(press.site.root.resolve()):
        raise PublishError(Fault("", "a ledger inside the site", "a ledger outside it"), source=str(path))
    ledger, new = with_grants(load_ledger(path, index.plan), index.plan, now)
    parts = SecretParts(index, press, pages, ledger, new, now)
    save_ledger(path, parts.planned())
    return parts.keeping(path)
