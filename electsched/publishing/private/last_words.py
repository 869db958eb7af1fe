"""Write the last word of each private link that ended: its address serves it for a time of grace, then nothing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from electsched.calendars.content_lines import is_whole
from electsched.calendars.telling.last_word import LastWord
from electsched.operation.plan import Plan
from electsched.publishing.layout import is_calendar, section_folder
from electsched.publishing.private.links import PrivateLink
from electsched.publishing.private.published import PublishedLinks
from electsched.publishing.sections import BuildContext
from electsched.publishing.site_writer import PublishedFile

__all__ = ["end_links"]


def end_links(
    plan: Plan,
    registry: PublishedLinks,
    context: BuildContext,
    files: tuple[Mapping[str, Mapping[str, PublishedFile]], Mapping[str, PublishedFile]],
    now: datetime,
) -> None:
    """Write the last words of the links that ended, and remove all other files that no working link has.

    ``files`` are those that the site had, by group and path, and those that the publication made, by path.
    """
    published, current = files
    known = {**{path: file for group in published.values() for path, file in group.items()}, **current}
    links = {link.folder: link for link in registry.ended_links(now)}
    calendars = {path: file for path, file in known.items() if is_calendar(path) and section_folder(path) in links}
    readers = {folder: f"{link.audience} {link.key}" for folder, link in links.items()}
    writer, words = context.writer, context.with_files(calendars, 0, readers=readers).writer
    for path in sorted(calendars):
        data = words.read(path)
        if data is not None and is_whole(data):
            word = _last_word(plan, links[section_folder(path)], registry.grace_days, context.rules.stamp)
            words.write(path, word.calendar(data, context.rules.language_of(path)))
    writer.written.extend(words.written)
    writer.unchanged.extend(words.unchanged)
    for path, reader in registry.stale_files(known, current, now, {*words.written, *words.unchanged}):
        writer.remove(path, reader)


def _last_word(plan: Plan, link: PrivateLink, grace_days: int, stamp: datetime) -> LastWord:
    first = link.ends.astimezone(ZoneInfo(plan.zone)).date()
    return LastWord(
        reason="expired" if link.revoked is None else "revoked",
        plan=plan.id,
        title=plan.title,
        first=first,
        until=first + timedelta(days=max(grace_days, 1)),
        stamp=stamp,
    )
