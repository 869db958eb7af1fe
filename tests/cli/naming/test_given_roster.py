"""`check --roster` and `publish --roster`: a roster by name from a file, and the calendars of its people."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import icalendar
import pytest

import electsched
from electsched.loaders.plan_files.roster_grid import load_roster
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


def _plan_with_roster(plan: Path, name: str) -> None:
    plan.write_text(f'roster = "{name}"\n' + plan.read_text(encoding="utf-8"), encoding="utf-8")


def test_roster_that_the_plan_names_holds_in_all_commands(run: Run, starter: Path, members: Path) -> None:
    """The commands give the same answers and bytes as with ``--roster``, which wins if both are there."""
    own = ("--members", members)
    _assigned(run, starter, members, "roster.csv")
    option = ("--roster", "roster.csv")
    by_option = [run(*command, *own, *option).out for command in (("check", starter), ("roster", "show", starter))]
    by_turns = run("roster", "show", starter, *own).out
    assert run("publish", starter, "by-option", *own, *option, *FIRST).status == 0
    _plan_with_roster(starter, "roster.csv")
    assert [run(*command, *own).out for command in (("check", starter), ("roster", "show", starter))] == by_option
    assert run("publish", starter, "by-key", *own, *FIRST).status == 0
    sites = [{path.name: path.read_bytes() for path in Path(site).rglob("*.ics")} for site in ("by-option", "by-key")]
    assert sites[0] == sites[1]
    plan = electsched.load_plan(starter, members=members)
    roster, shortfalls = electsched.build_roster(plan)
    assert (roster, shortfalls) == (load_roster("roster.csv", plan), ())
    day = roster[0].day.isoformat()
    assert "Person" in run("site", "sheet", starter, *own, "--day", day).out
    _assigned(run, starter, members, "other.csv", seed=5)
    assert run("roster", "show", starter, *own, "--roster", "other.csv").out not in {by_option[1], by_turns}


def test_roster_that_the_plan_names_is_repaired(run: Run, starter: Path, members: Path) -> None:
    """Repair takes it without an option, and asks for the new file before it writes records."""
    _assigned(run, starter, members, "roster.csv")
    _plan_with_roster(starter, "roster.csv")
    first = next(duty for duty in electsched.build_roster(electsched.load_plan(starter, members=members))[0])
    absent = ("--absent", first.members[0], first.day.isoformat(), first.day.isoformat(), "--decided", "2023-11-20")
    before = starter.read_bytes()
    decision = ("--by", "kaopsres", "--reason", "Fever", "--write")
    ran = run("roster", "repair", starter, "--members", members, *absent, *decision)
    assert (ran.status, "Give --output" in ran.err, starter.read_bytes()) == (2, True, before)
    ran = run("roster", "repair", starter, "--members", members, *absent, "--output", "repaired.csv", "--json")
    assert (ran.status, ran.data["gaps"]) == (0, [])
    assert len(ran.data["changes"]) == 2


def test_missing_roster_of_a_plan_is_an_error_and_nothing_is_written(run: Run, starter: Path, members: Path) -> None:
    """The error names the key and the file; `roster assign` does not need it, for it writes it."""
    _plan_with_roster(starter, "roster.csv")
    for command in (("check", starter), ("publish", starter, "site"), ("roster", "show", starter)):
        ran = run(*command, "--members", members)
        assert ran.status == 2
        assert "/roster.csv'; expected a file beside the plan" in ran.err
    assert not Path("site/public").exists()
    _assigned(run, starter, members, "roster.csv")
    assert run("check", starter, "--members", members).status == 0


def test_named_roster_of_another_plan_is_an_error_with_its_places(run: Run, starter: Path, members: Path) -> None:
    """A person whom the plan does not have is named with the file and the row; bad types are faults of the plan."""
    _assigned(run, starter, members, "roster.csv")
    text = Path("roster.csv").read_text(encoding="utf-8").replace("m10", "x10")
    Path("roster.csv").write_text(text, encoding="utf-8")
    _plan_with_roster(starter, "roster.csv")
    ran = run("publish", starter, "site", "--members", members)
    assert ran.status == 2
    assert "roster.csv" in ran.err
    assert "'x10'" in ran.err
    starter.write_text(starter.read_text(encoding="utf-8").replace('roster = "roster.csv"', "roster = 7"))
    ran = run("check", starter, "--members", members)
    assert (ran.status, "roster: found 7" in ran.err) == (2, True)
