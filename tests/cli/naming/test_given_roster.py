"""`check --roster` and `publish --roster`: a roster by name from a file, and the calendars of its people."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import icalendar
import pytest

from tests.cli.conftest import Run

FIRST, SECOND = ("--at", "2023-11-20T08:00+07:00"), ("--at", "2023-11-21T08:00+07:00")


def _assigned(run: Run, plan: Path, members: Path, output: str, seed: int = 0) -> None:
    ran = run("roster", "assign", plan, "--members", members, "--seed", str(seed), "--output", output)
    assert ran.status == 0, ran.err


@pytest.mark.parametrize("form", ["csv", "xlsx", "json"])
def test_check_judges_the_roster_of_a_file(run: Run, starter: Path, members: Path, form: str) -> None:
    """The roster that was assigned has no finding in any form; one without a person is short of one."""
    _assigned(run, starter, members, f"roster.{form}")
    ran = run("check", starter, "--members", members, "--roster", f"roster.{form}", "--json")
    assert (ran.status, ran.data["roster"], ran.data["shortfalls"]) == (0, [], [])
    if form == "json":
        data = json.loads(Path("roster.json").read_text(encoding="utf-8"))
        data["duties"][0]["members"].pop()
        Path("short.json").write_text(json.dumps(data), encoding="utf-8")
        ran = run("check", starter, "--members", members, "--roster", "short.json", "--json")
        assert (ran.status, [finding["code"] for finding in ran.data["roster"]]) == (1, ["under"])


def test_faults_of_duties_are_named_together(run: Run, starter: Path, members: Path) -> None:
    """Each duty that is none, or names somebody unknown, is named with its place, and the status is 2."""
    _assigned(run, starter, members, "roster.json")
    data = json.loads(Path("roster.json").read_text(encoding="utf-8"))
    data["duties"][0]["members"][0] = "m99"
    data["duties"][1] |= {"day": "28 Nov", "team": "team-9"}
    data["duties"][2] = 7
    Path("bad.json").write_text(json.dumps(data), encoding="utf-8")
    ran = run("check", starter, "--members", members, "--roster", "bad.json")
    assert ran.status == 2
    for place in ("duties[0].members[0]", "duties[1].day", "duties[1].team", "duties[2]"):
        assert f"bad.json: {place}: found" in ran.err


def _personal_events(site: Path) -> dict[str, dict[str, int]]:
    """Return the SEQUENCE of each event of each personal calendar, by UID; cancelled ones are left out."""
    calendars = {}
    for path in sorted(site.glob("secret/**/duties.*.ics")):
        calendar = icalendar.Calendar.from_ical(path.read_bytes())
        calendars[str(path.relative_to(site))] = {
            str(event["UID"]): int(event.get("SEQUENCE", 0))
            for event in calendar.walk("VEVENT")
            if event.get("STATUS") != "CANCELLED"
        }
    return calendars


def test_personal_calendars_follow_a_published_roster_and_survive_a_new_one(
    run: Run, starter: Path, members: Path
) -> None:
    """Events keep their UID if somebody else does the duty, SEQUENCE never falls, and no change writes no file."""
    options = ("--members", members, "--links", "links.db")
    _assigned(run, starter, members, "first.csv")
    assert run("links", "new", "links.db", starter).status == 0
    assert run("publish", starter, "site", *options, "--roster", "first.csv", *FIRST).status == 0
    before = _personal_events(Path("site"))
    named = json.loads(run("roster", "assign", starter, "--members", members, "--json").out)["pools"][0]["loads"]
    (muster,) = set.intersection(*map(set, before.values()))
    counts = Counter(len(events.keys() - {muster}) for events in before.values())
    assert counts == Counter(load["duties"] for load in named)
    again = run("publish", starter, "site", *options, "--roster", "first.csv", *SECOND, "--json").data
    assert (again["written"], again["changes"]) == ([], [])
    _assigned(run, starter, members, "second.xlsx", seed=5)
    changed = run("publish", starter, "site", *options, "--roster", "second.xlsx", *SECOND, "--json").data
    assert changed["changes"]
    after = _personal_events(Path("site"))
    assert before.keys() == after.keys()
    for path, events in after.items():
        for uid in events.keys() & before[path].keys():
            assert events[uid] >= before[path][uid]
    assert {uid for events in before.values() for uid in events} & {uid for events in after.values() for uid in events}
