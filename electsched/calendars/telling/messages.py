"""Messages to one person: of the person's private link and next duties, and of changes of the person's duties."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime

import attrs

from electsched.calendars.changes import ChangeNotice
from electsched.calendars.telling.change_lists import change_line, hours_text
from electsched.calendars.telling.duty_snapshot import DutySnapshot, DutyVersion
from electsched.i18n.languages import words
from electsched.i18n.text import Text

__all__ = [
    "Message",
    "NextDuty",
    "Reader",
    "announcement",
    "change_message",
    "changes_by_member",
    "next_duties",
    "organisation_message",
]

NEXT_DUTIES = 5
"""The duties that a message lists."""


@attrs.frozen(kw_only=True)
class Reader:
    """A person to whom a message is written.

    Attributes:
        key: The key of the person.
        name: The name; the key if it is not known.
        phone: The telephone number with the calling code, digits alone; empty if it is not known.
        link: The address of the person's page; empty if there is none.
        language: The language of the messages.
    """

    key: str
    name: str = attrs.field(repr=False)
    phone: str = attrs.field(default="", repr=False)
    link: str = attrs.field(default="", repr=False)
    language: str


@attrs.frozen
class Message:
    """A message to one person."""

    reader: Reader
    text: str = attrs.field(repr=False)


# --- messages ----------------------------------------------------------------------------------------------------


def announcement(template: Text, reader: Reader, *, operation: Text, duties: Sequence[NextDuty]) -> Message:
    """Return the message of a private link; an empty template means the words of the package."""
    phrases = words(reader.language)
    lines = "\n".join(_duty_line(duty, reader.language) for duty in duties) or phrases["telling.no_duties"]
    text = template[reader.language] or phrases["telling.announcement"]
    return Message(reader, _filled(text, reader, operation, duties=lines, changes=""))


def change_message(template: Text, reader: Reader, *, operation: Text, notices: Iterable[ChangeNotice]) -> Message:
    """Return the message of the changes of one person's duties; an empty template means the words of the package."""
    lines = "\n".join(f"- {change_line(notice, reader.language)}" for notice in notices)
    text = template[reader.language] or words(reader.language)["telling.change_message"]
    return Message(reader, _filled(text, reader, operation, duties="", changes=lines))


def organisation_message(template: Text, reader: Reader, *, operation: Text, changes: str | None = None) -> Message:
    """Return the message to a unit or a partner: of its private link, or of the lines of its changes.

    An empty template means the words of the package.
    """
    phrases = words(reader.language)
    text = (
        template[reader.language]
        or phrases["telling.organisation" if changes is None else "telling.organisation_changes"]
    )
    return Message(reader, _filled(text, reader, operation, duties="", changes=changes or ""))


def _filled(text: str, reader: Reader, operation: Text, **lines: str) -> str:
    phrases = words(reader.language)
    link, how = reader.link or phrases["telling.no_link"], phrases["telling.how"]
    return text.format(name=reader.name, operation=operation[reader.language], link=link, how=how, **lines)


def changes_by_member(notices: Iterable[ChangeNotice]) -> dict[str, list[ChangeNotice]]:
    """Return the changes of each member, in order of time; teams without known members are left out."""
    by_member: dict[str, list[ChangeNotice]] = {}
    for notice in notices:
        for member in notice.members:
            by_member.setdefault(member, []).append(notice)
    return dict(sorted(by_member.items()))


# --- the next duties ----------------------------------------------------------------------------------------------


@attrs.frozen
class NextDuty:
    """A duty or muster that has not ended, with its title."""

    title: Text
    version: DutyVersion


def _duty_line(duty: NextDuty, language: str) -> str:
    phrases = words(language)
    hours = hours_text(duty.version, language)
    line = phrases["telling.duty"].format(hours=hours, title=duty.title[language])
    return phrases["telling.at_place"].format(duty=line, place=duty.version.place) if duty.version.place else line


def next_duties(
    snapshots: Iterable[DutySnapshot], members: Collection[str], now: datetime
) -> Mapping[str, tuple[NextDuty, ...]]:
    """Return the first duties of each member that have not ended, in order of their start."""
    rows: dict[str, list[tuple[int, str, DutySnapshot]]] = {member: [] for member in members}
    for snapshot in snapshots:
        for duty, (team, _, start, end, named_members) in snapshot.duties.items():
            if end > now.timestamp():
                for member in snapshot.members.get(team, ()) if named_members is None else named_members:
                    if member in rows:
                        rows[member].append((start, duty, snapshot))
    return {member: tuple(_first(duties)) for member, duties in rows.items()}


def _first(duties: list[tuple[int, str, DutySnapshot]]) -> Iterator[NextDuty]:
    for _, duty, snapshot in sorted(duties, key=lambda row: row[:2])[:NEXT_DUTIES]:
        version = snapshot.version(duty)
        if version is not None:
            yield NextDuty(snapshot.title(duty), version)
