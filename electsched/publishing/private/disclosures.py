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
    """UPDATE disclosure SET until = :now WHERE until IS NULL
  AND calendar IN (SELECT calendar FROM staged_disclosure WHERE member = '')
  AND NOT EXISTS (
    SELECT 1 FROM staged_disclosure s WHERE s.calendar = disclosure.calendar AND s.member = disclosure.member)""",
    # A member who comes back within a second has the same `since` as before.
    """INSERT OR REPLACE INTO disclosure SELECT calendar, member, :now, NULL FROM staged_disclosure s
  WHERE member != '' AND NOT EXISTS (
    SELECT 1 FROM disclosure d WHERE d.calendar = s.calendar AND d.member = s.member AND d.until IS NULL)""",
    """UPDATE disclosure SET until = :now WHERE until IS NULL AND CASE WHEN calendar LIKE 'secret/%'
  THEN CAST(substr(calendar, 8) AS INTEGER) IN (SELECT id FROM link WHERE NOT (revoked IS NULL AND expires > :now))
  ELSE calendar NOT IN (SELECT value FROM json_each(:calendars)) END""",
)
_READ = """SELECT d.calendar, member, since, until, coalesce('secret/' || l.audience || '/' || l.key, d.calendar)
  FROM disclosure d LEFT JOIN link l ON d.calendar LIKE 'secret/%' AND l.id = CAST(substr(d.calendar, 8) AS INTEGER)
  WHERE (d.calendar, member, since) > (?, ?, ?) ORDER BY d.calendar, member, since LIMIT ?"""


def disclosed_members(
    index: RosterIndex, links: Iterable[PrivateLink], units: Iterable[str]
) -> dict[str, tuple[str, ...]]:
    """Return the members that each calendar of a partition names, by its path without language or its link's folder."""
    listed = tuple(links)
    folders = {link.key: link.folder for link in listed if link.audience == "unit"}
    members: dict[str, tuple[str, ...]] = {link.folder: (link.key,) for link in listed if link.audience == "personal"}
    for path, kind, key in _calendars(index.plan, frozenset(units)):
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
    """Keep the members that calendars name in a temporary table of the database."""
    tokens = {path: path.partition("/")[2] for path in disclosures if path.startswith(f"{SECRET}/")}
    links = dict(database.rows(LINK_NUMBERS, (json.dumps(list(tokens.values())),)))
    # The token is in one table alone; elsewhere a link goes by its number.
    paths = {path: f"{SECRET}/{links[tokens[path]]}" if path in tokens else path for path in disclosures}
    database.change_each("DELETE FROM staged_disclosure WHERE calendar = ?", ((path,) for path in paths.values()))
    # A row without a member for each calendar: it may name nobody.
    rows = ((paths[path], member) for path, members in disclosures.items() for member in dict.fromkeys(("", *members)))
    database.change_each("INSERT INTO staged_disclosure VALUES (?, ?)", rows)


def record_disclosures(database: Database, plan: Plan, seconds: int) -> None:
    """Begin and end disclosures at this Unix time, as staged; end those of calendars and links that are no more."""
    units = frozenset(unit.key for unit in plan.units)
    times = {"now": seconds, "calendars": json.dumps([path for path, _, _ in _calendars(plan, units)])}
    for statement in _RECORD:
        database.change(statement, times)


def read_disclosures(database: Database) -> Iterator[Disclosure]:
    """Yield each disclosure, calendar by calendar."""
    rows: list[tuple[Any, ...]] = [("", "", 0)]
    while rows:
        rows = database.rows(_READ, (*rows[-1][:3], ROWS_PER_READ))
        for _, member, since, until, calendar in rows:
            yield Disclosure(calendar, member, from_seconds(since), None if until is None else from_seconds(until))
