"""Lists of changes for those who tell the people concerned: as text to be read out or sent, and as CSV."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from electsched.calendars.changes import ChangeKind, ChangeNotice, DutyChange
from electsched.calendars.export import rows_to_csv
from electsched.calendars.telling.duty_snapshot import DutyVersion
from electsched.calendars.telling.editions import SiteEdition
from electsched.i18n.languages import words
from electsched.i18n.text import clock_time, long_date
from electsched.timespan import zone_named

__all__ = ["change_line", "changes_to_csv", "changes_to_text", "edition_title", "hours_text", "kind_word"]

COLUMNS = (
    "edition",
    "change",
    "team",
    "partner",
    "member",
    "name",
    "duty",
    "start",
    "end",
    "place",
    "start_before",
    "end_before",
    "place_before",
    "team_before",
    "team_after",
    "people",
    "people_before",
    "notice",
    "clear_days",
    "team_key",
    "partner_key",
    "duty_key",
)
_NUMBER = re.compile(r"(\d+)")
NO_NAMES: Mapping[str, str] = {}


def changes_to_csv(
    notices: Iterable[ChangeNotice], *, language: str = "id", names: Mapping[str, str] = NO_NAMES
) -> str:
    """Return the changes as CSV, a row for each person concerned, or for the team or the partner without members.

    ``names`` are the names of members by key, if the reader may see them. Words are in the language; times are those of
    the unit, and an end is exclusive.

    Raises:
        UnknownNameError: The package has no words in that language.
    """
    rows = (row for notice in notices for row in _rows(notice, language, names))
    return rows_to_csv(COLUMNS, rows)


def _rows(notice: ChangeNotice, language: str, names: Mapping[str, str]) -> Iterator[dict[str, object]]:
    change = notice.change
    present = change.after if notice.kind in {"new", "moved", "changed"} else change.before
    row = {
        "edition": change.edition,
        "change": kind_word(notice.kind, language, partner=bool(notice.partner)),
        "partner" if notice.partner else "team": notice.team_name[language],
        "duty": change.title[language],
        **_times(present, ""),
        **(_times(change.before, "_before") if notice.kind == "moved" else {}),
        "team_before": change.before.team_name[language] if change.before else "",
        "team_after": change.after.team_name[language] if change.after else "",
        **(_people(change) if notice.kind == "changed" else {}),
        "notice": notice.tier.name[language] if notice.tier else "",
        "clear_days": notice.clear_days,
        "team_key": notice.team,
        "partner_key": notice.partner,
        "duty_key": change.duty,
    }
    for member in notice.members or ("",):
        yield {**row, "member": member, "name": names.get(member, "")}


def _times(version: DutyVersion | None, suffix: str) -> dict[str, object]:
    if version is None:
        return {}
    start, end = version.start, version.end
    return {
        f"start{suffix}": f"{start:%Y-%m-%d %H:%M}",
        f"end{suffix}": f"{end:%Y-%m-%d %H:%M}",
        f"place{suffix}": version.place,
    }


def _people(change: DutyChange) -> dict[str, object]:
    before, after = change.before, change.after
    return {"people": after.people if after else "", "people_before": before.people if before else ""}


# --- as text ------------------------------------------------------------------------------------------------------


def changes_to_text(
    notices: Iterable[ChangeNotice], *, language: str = "id", names: Mapping[str, str] = NO_NAMES
) -> str:
    """Return the changes as lines to be read out or sent, with a heading for each team, and then for each partner.

    Raises:
        UnknownNameError: The package has no words in that language.
    """
    by_reader: dict[tuple[str, str], list[ChangeNotice]] = {}
    for notice in notices:
        by_reader.setdefault((notice.partner, notice.team), []).append(notice)
    lines: list[str] = []
    for reader in sorted(by_reader, key=lambda keys: [*map(_natural, keys)]):
        of_team = by_reader[reader]
        crew = tuple(sorted({member for notice in of_team for member in notice.members}, key=_natural))
        heading = of_team[0].team_name[language]
        lines.append(f"{heading} ({_named(crew, names)})" if crew else heading)
        lines += (f"  {_line_of_team(notice, crew, language, names)}" for notice in of_team)
    return "\n".join(lines)


def _natural(key: str) -> list[tuple[int, str]]:
    """Return the order of a key in which ``kpu-2`` comes before ``kpu-10``."""
    return [(int(part) if part.isdecimal() else 0, part) for part in _NUMBER.split(key)]


def _named(members: Iterable[str], names: Mapping[str, str]) -> str:
    return ", ".join(names.get(member) or member for member in members)


def _line_of_team(notice: ChangeNotice, crew: tuple[str, ...], language: str, names: Mapping[str, str]) -> str:
    line = change_line(notice, language)
    if notice.members and set(notice.members) != set(crew):
        line = words(language)["telling.for_members"].format(change=line, members=_named(notice.members, names))
    return line


def change_line(notice: ChangeNotice, language: str) -> str:
    """Return a change as one line: the kind, the duty, its time, and the difference to before."""
    phrases, change = words(language), notice.change
    before, after = change.before, change.after
    is_theirs = notice.kind in {"new", "moved", "changed"}
    present = after if is_theirs else before
    hours = hours_text(present, language) if present else ""
    line = phrases["telling.change"].format(
        kind=kind_word(notice.kind, language, partner=bool(notice.partner)), title=change.title[language], hours=hours
    )
    if present and present.place and not _is_same_place(before, after):
        line = phrases["telling.at_place"].format(duty=line, place=present.place)
    if notice.kind == "moved" and before:
        was = hours_text(before, language)
        if before.place and not _is_same_place(before, after):
            was = phrases["telling.at_place"].format(duty=was, place=before.place)
        line = phrases["telling.was"].format(change=line, before=was)
    elif notice.kind == "changed" and before and after:
        line = phrases["telling.people"].format(change=line, people=after.people, before=before.people)
    elif notice.kind == "reassigned" and after and after.team != notice.team:
        line = phrases["telling.now_with"].format(change=line, team=after.team_name[language])
    elif notice.kind == "new" and before and before.team != notice.team:
        line = phrases["telling.was_with"].format(change=line, team=before.team_name[language])
    if notice.tier:
        line = phrases["telling.notice"].format(change=line, tier=notice.tier.name[language])
    return line


def _is_same_place(before: DutyVersion | None, after: DutyVersion | None) -> bool:
    """Return whether a duty was and is at one place."""
    return before is not None and after is not None and before.place == after.place


def kind_word(kind: ChangeKind, language: str, *, partner: bool = False) -> str:
    """Return the kind of a change in words, as for a partner if it is one.

    Raises:
        UnknownNameError: The package has no words in that language.
    """
    if kind == "reassigned":
        return words(language)["telling.released" if partner else "telling.reassigned"]
    return words(language)[f"change.{kind}"]


# --- days and hours -----------------------------------------------------------------------------------------------


def hours_text(version: DutyVersion, language: str) -> str:
    """Return the day and the hours of a duty; if it ends on another day, with that day."""
    start, end = version.start, version.end
    until = clock_time(end, language)
    if end.date() != start.date():
        until = f"{long_date(end.date(), language, weekday=True)} {until}"
    return f"{long_date(start.date(), language, weekday=True)} {clock_time(start, language)} – {until}"


def edition_title(edition: SiteEdition, zone: str, language: str) -> str:
    """Return the number and the stamp of an edition, on the clock of a zone."""
    local = edition.stamp.astimezone(zone_named(zone))
    return words(language)["telling.edition"].format(
        number=edition.number, day=long_date(local.date(), language), clock=clock_time(local, language)
    )
