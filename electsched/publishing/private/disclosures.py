"""The record of disclosures: which calendar named which member, and when. A report on a leak of data needs it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from electsched.operation.plan import Plan
from electsched.publishing.private.database import LINK_NUMBERS, Database
from electsched.publishing.private.links import Disclosure, PrivateLink, from_seconds
from electsched.roster.index import RosterIndex
from electsched.stores.base import SECRET

__all__ = ["disclosed_members", "read_disclosures", "record_disclosures", "stage_disclosures"]

ROWS_PER_READ = 1000
_RECORD = (
    "INSERT OR IGNORE INTO calendar (path, link) SELECT path, link FROM staged_calendar ORDER BY path",
    """UPDATE disclosure SET until = :now WHERE until IS NULL AND EXISTS (
  SELECT 1 FROM calendar c JOIN staged_calendar s ON s.path = c.path WHERE c.id = disclosure.calendar
  AND NOT EXISTS (SELECT 1 FROM staged_disclosure d WHERE d.calendar = s.id AND d.member = disclosure.member))""",
    # A member who comes back within a second has the same `since` as before.
    """INSERT OR REPLACE INTO disclosure SELECT c.id, d.member, :now, NULL
  FROM staged_disclosure d JOIN staged_calendar s ON s.id = d.calendar JOIN calendar c ON c.path = s.path
  WHERE NOT EXISTS (SELECT 1 FROM disclosure o WHERE o.calendar = c.id AND o.member = d.member AND o.until IS NULL)""",
    """UPDATE disclosure SET until = :now WHERE until IS NULL AND calendar IN (
  SELECT id FROM calendar WHERE link IS NULL AND path NOT IN (SELECT path FROM current_calendar)
  UNION ALL SELECT c.id FROM calendar c JOIN link l ON l.id = c.link WHERE NOT (l.revoked IS NULL AND l.expires > :now))
""",
)
_STAGED = "SELECT path, id FROM staged_calendar WHERE path IN (SELECT value FROM json_each(?))"
_READ = """SELECT d.calendar, d.member, d.since, d.until, coalesce('secret/' || l.audience || '/' || l.key, c.path)
  FROM disclosure d JOIN calendar c ON c.id = d.calendar LEFT JOIN link l ON l.id = c.link
  WHERE (d.calendar, d.member, d.since) > (?, ?, ?) ORDER BY d.calendar, d.member, d.since LIMIT ?"""


def disclosed_members(
    index: RosterIndex, links: Iterable[PrivateLink], units: Iterable[str]
) -> dict[str, tuple[str, ...]]:
    """Return the members that each calendar of a partition names, by its path without language or its link's folder."""
    plan, own, listed = index.plan, frozenset(units), tuple(links)
    folders = {link.key: link.folder for link in listed if link.audience == "unit"}
    members: dict[str, tuple[str, ...]] = {link.folder: (link.key,) for link in listed if link.audience == "personal"}
    for path, kind, key in _calendars(plan, own):
        named = dict.fromkeys(member.key for duty in index.duties_of(kind, key) for member in index.members_of(duty))
        members[path] = tuple(named)
        if kind == "unit" and key in folders:
            members[folders[key]] = tuple(named)
    return members


def _calendars(plan: Plan, units: frozenset[str]) -> Iterator[tuple[str, str, str]]:
    yield from ((f"internal/units/{unit.key}", "unit", unit.key) for unit in plan.units if unit.key in units)
    yield from ((f"internal/posts/{post.key}", "post", post.key) for post in plan.posts)
    yield from ((f"internal/teams/{team.key}", "team", team.key) for team in plan.teams)


def stage_disclosures(database: Database, disclosures: Mapping[str, Iterable[str]]) -> None:
    """Keep the members that calendars name in the temporary tables of the database."""
    folders = {path: path.partition("/")[2] for path in disclosures if path.startswith(f"{SECRET}/")}
    links = dict(database.rows(LINK_NUMBERS, (json.dumps(list(folders.values())),)))
    # The token is in one table alone; elsewhere a link goes by its number.
    numbers = {path: links[token] for path, token in folders.items()}
    paths = {path: f"{SECRET}/{numbers[path]}" if path in numbers else path for path in disclosures}
    calendars = ((path, numbers.get(calendar)) for calendar, path in paths.items())
    database.change_each("INSERT OR IGNORE INTO staged_calendar (path, link) VALUES (?, ?)", calendars)
    staged = dict(database.rows(_STAGED, (json.dumps(list(paths.values())),)))
    database.change_each(
        "DELETE FROM staged_disclosure WHERE calendar = ?", ((staged[path],) for path in paths.values())
    )
    rows = ((staged[paths[path]], member) for path, members in disclosures.items() for member in dict.fromkeys(members))
    database.change_each("INSERT INTO staged_disclosure VALUES (?, ?)", rows)


def record_disclosures(database: Database, plan: Plan, seconds: int) -> None:
    """Begin and end disclosures at this Unix time, as staged; end those of calendars and links that are no more."""
    paths = ((path,) for path, _, _ in _calendars(plan, frozenset(unit.key for unit in plan.units)))
    database.change("DELETE FROM current_calendar")
    database.change_each("INSERT OR IGNORE INTO current_calendar VALUES (?)", paths)
    for statement in _RECORD:
        database.change(statement, {"now": seconds})


def read_disclosures(database: Database) -> Iterator[Disclosure]:
    """Yield each disclosure, calendar by calendar."""
    rows: list[tuple[Any, ...]] = [(0, "", 0)]
    while rows:
        rows = database.rows(_READ, (*rows[-1][:3], ROWS_PER_READ))
        for _, member, since, until, calendar in rows:
            yield Disclosure(calendar, member, from_seconds(since), None if until is None else from_seconds(until))
