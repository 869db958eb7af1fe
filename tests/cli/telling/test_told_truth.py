"""Whoever hears each change that a site lists knows the same as whoever reads the calendars, whatever is changed.

Random records are added by the commands. The calendars at the private links are read by icalendar alone.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import icalendar
import pytest

from tests.cli.conftest import Run
from tests.sites import links_in

FIRST = date(2023, 12, 1)
DAYS = 12
TEAMS = [f"team-{number}" for number in range(1, 7)]
MEMBERS = {f"p-{team[-1]}{number}": team for team in TEAMS[:4] for number in range(4)}
POSTS = {"election-office": "tour", "far": "day night"}
DECISION = ("--by", "head", "--reason", "Illustrative", "--decided", FIRST.isoformat())
WINDOW = f"start  = {FIRST}\nend    = {FIRST + timedelta(days=DAYS - 1)}"
MORE = """
[[unit]]
key   = "far-station"
name  = "Far"
level = "polsek"
zone  = "Asia/Jayapura"

[[partner]]
key  = "kpu"
name = "Election office (example)"
role = "Host"

[[partner]]
key  = "army"
name = "Army (example)"
role = "Support"

[[pattern]]
key  = "halves"
name = "Halves of a day"
shift = [
  { key = "day", name = "Day", start = 07:00:00, hours = 12, people = 2 },
  { key = "night", name = "Night", start = 19:00:00, hours = 12, people = 2 },
]
line = [{ key = "guard", cycle = ["day", "night", "-"] }]

[[post]]
key      = "far"
name     = "Far"
unit     = "far-station"
kind     = "warehouse"
windows  = ["campaign"]
pattern  = "halves"
teams    = [["team-4", "team-5", "team-6"]]
partners = ["kpu", "army"]
"""
Known = Counter[tuple[datetime, datetime]]


def _plan_text(starter: str) -> str:
    """Return the starter plan for twelve days, with a post in another zone, partners, and listed and unlisted teams."""
    more = "".join(
        f'[[team]]\nkey = "{key}"\nname = "{key}"\nunit = "far-station"\npeople = 2\n' for key in TEAMS[3:]
    ) + "".join(f'[[member]]\nkey = "{key}"\nteam = "{team}"\nname = "{key}"\n' for key, team in MEMBERS.items())
    text = starter.replace('stages = ["campaign"]', WINDOW, 1).replace("before = 0", "# no days before", 1)
    text = text.replace("after  = 0", "# no days after", 1).replace("people = 6", "people = 3")
    return text.replace('kind    = "office"\n', 'kind    = "office"\npartners = ["kpu"]\n', 1) + MORE + more


def _random_change(chance: random.Random) -> list[str]:
    """Return the arguments of a change, which may be refused."""
    start, end = (FIRST + timedelta(days=chance.randrange(DAYS)) for _ in range(2))
    post, other = (chance.choice(list(POSTS)) for _ in range(2))
    shift, other_shift = (chance.choice(POSTS[key].split()) for key in (post, other))
    member, substitute = chance.sample(list(MEMBERS), 2)
    partners = chance.choice(["", "kpu", "army", "kpu army"])
    changes: list[list[str]] = [
        ["absence", "--member", member, "--start", f"{start}", "--end", f"{max(start, end)}", "--kind", "sick"],
        ["absence", "--team", chance.choice(TEAMS), "--people", "2", "--start", f"{start}T10:00", "--kind", "course"],
        ["substitute", member, substitute, "--start", f"{start}", "--end", f"{max(start, end)}"],
        ["swap", post, f"{start}", shift, other, f"{end}", other_shift],
        ["amend", post, "--start", f"{start}", "--people", chance.choice("123")],
        ["amend", post, "--start", f"{start}", "--teams", " ".join(chance.sample(TEAMS, 3)), "--anew"],
        ["amend", post, "--start", f"{start}", "--partners", partners],
        ["amend", post, "--start", f"{start}", "--windows", ""],
        ["amend", "--team", chance.choice(TEAMS), "--start", f"{start}", "--people", chance.choice("123")],
        ["addition", post, f"{start}", shift, chance.choice(TEAMS)],
        ["cancel", post, f"{start}", shift],
    ]
    command, *arguments = chance.choice(changes)
    return [command, "plan.toml", *arguments, *DECISION, "--yes", "--json"]


# --- readers of calendars, and those who hear of changes ----------------------------------------------------------


def _calendars(now: datetime) -> dict[str, Known]:
    """Return the duties that have not ended, as each person, partner, and team without listed members reads them."""
    links = [link for audience in ("personal", "partner") for link in links_in(Path("links.db"), audience)]
    folders = {link.key: Path("site", "secret", link.url.rstrip("/").rpartition("/")[2]) for link in links}
    paths = {key: sorted(folder.glob("*.id.ics")) for key, folder in folders.items()}
    paths |= {key: sorted(Path("site", "internal", "teams").glob(f"{key}.id.ics")) for key in TEAMS[4:]}
    return {reader: Counter(span for path in files for span in _spans(path, now)) for reader, files in paths.items()}


def _spans(path: Path, now: datetime) -> Iterator[tuple[datetime, datetime]]:
    for event in icalendar.Calendar.from_ical(path.read_bytes()).events:
        start, end = event.start, event.end
        assert isinstance(start, datetime)
        assert isinstance(end, datetime)
        span = start.astimezone(UTC), end.astimezone(UTC)
        if str(event.get("STATUS")) != "CANCELLED" and span[1] > now and "Apel" not in str(event["SUMMARY"]):
            yield span


def _hear(known: dict[str, Known], changes: Iterable[dict[str, Any]], now: datetime) -> None:
    """Change the duties that people and partners know by the changes that they hear."""
    for change in changes:
        for reader in change["members"] or [change["team"] or change["partner"]]:
            duties = known.setdefault(reader, Counter())
            if change["change"] in {"reassigned", "cancelled", "moved"}:
                assert duties[_span(change["before"])] > 0, f"{reader} never knew {change['duty']}"
                duties[_span(change["before"])] -= 1
            if change["change"] in {"new", "moved"}:
                duties[_span(change["after"])] += 1
    for reader, duties in known.items():
        known[reader] = Counter({span: count for span, count in duties.items() if span[1] > now and count})


def _span(version: dict[str, Any]) -> tuple[datetime, datetime]:
    start, end = (datetime.fromisoformat(version[name]).astimezone(UTC) for name in ("start", "end"))
    return start, end


# --- the preview of a change --------------------------------------------------------------------------------------


def _announced(effect: dict[str, Any], now: datetime) -> set[tuple[str, str]]:
    """Return each duty with each reader whom it concerns, as a command announced them."""
    announced: set[tuple[str, str]] = set()
    for pair in effect["duties"]:
        versions = [duty for duty in (pair["before"], pair["after"]) if duty]
        if all(_span(duty)[1] <= now for duty in versions):
            continue
        crews = [_crew(duty) if duty else set() for duty in (pair["before"], pair["after"])]
        readers = crews[0] ^ crews[1]
        if len(versions) == 2 and versions[0]["people"] != versions[1]["people"]:
            readers |= {reader for reader in crews[0] & crews[1] if reader in TEAMS}
        announced |= {(_duty_key(versions[0]), reader) for reader in readers}
    return announced


def _crew(duty: dict[str, Any]) -> set[str]:
    listed = {member for member, team in MEMBERS.items() if team == duty["team"]}
    return set(duty["members"]) or listed or {duty["team"]}


def _duty_key(duty: dict[str, Any]) -> str:
    return "/".join(duty[name] for name in ("post", "line", "day", "shift"))


def _joined_and_left(effect: dict[str, Any], now: datetime) -> set[tuple[str, str]]:
    return {
        (_duty_key(duty), partner["partner"])
        for partner in effect["partners"]
        for duty in (*partner["joined"], *partner["left"])
        if _span(duty)[1] > now
    }


@pytest.mark.long
@pytest.mark.parametrize("seed", range(2))
def test_announced_change_is_in_the_list_and_the_calendars(run: Run, starter: Path, seed: int) -> None:
    """After each publication the list has what the command announced, and hearing it is as good as reading."""
    chance = random.Random(seed)  # noqa: S311  # no secret
    starter.write_text(_plan_text(starter.read_text(encoding="utf-8")), encoding="utf-8")
    assert run("links", "new", "links.db", starter).status == 0
    now = datetime(2023, 11, 29, tzinfo=UTC)
    publish = ("publish", starter, "site", "--links", "links.db", "--at")
    assert run(*publish, now.isoformat()).status == 0
    known = _calendars(now)
    for _ in range(6):
        now += timedelta(hours=chance.choice([6, 20, 30, 50]))
        site = ("--site", "site", "--at", now.isoformat())
        tried = (run("change", *_random_change(chance), *site) for _ in range(30))
        effect = next(ran.data for ran in tried if ran.status == 0)
        assert run(*publish, now.isoformat()).status == 0
        changes = run("site", "changes", "site", "--at", now.isoformat(), "--format", "json", "--mark-told")
        listed = changes.data["changes"]
        people = {(each["duty"], reader) for each in listed for reader in each["members"] or [each["team"]] if reader}
        assert people == _announced(effect, now)
        if not effect["duties"]:
            partners = {(each["duty"], each["partner"]) for each in listed if each["partner"]}
            assert partners == _joined_and_left(effect, now)
        _hear(known, listed, now)
        calendars = _calendars(now)
        assert {reader: known[reader] for reader in calendars} == calendars
