"""`roster assign --history` and `--site`: a roster that goes on from an earlier one, or from a published site."""

from __future__ import annotations

import csv
import json
from datetime import date, timedelta
from pathlib import Path

from tests.cli.conftest import Run


def _rows(path: str) -> dict[str, dict[str, str]]:
    rows = csv.reader(Path(path).read_text(encoding="utf-8").splitlines())
    head = next(rows)
    return {row[0]: dict(zip(head[4:], row[4:], strict=True)) for row in rows}


def _write_earlier_grid(run: Run, plan: Path, members: Path) -> None:
    """Write the roster of the plan, and the same duties as a roster of the 75 days before it."""
    assert run("roster", "assign", plan, "--members", members, "--output", "roster.csv").status == 0
    text = Path("roster.csv").read_text(encoding="utf-8")
    head, _, body = text.partition("\n")
    days = head.split(",")[4:]
    earlier = [str(date.fromisoformat(day) - timedelta(days=len(days))) for day in days]
    Path("earlier.csv").write_text(",".join([*head.split(",")[:4], *earlier]) + "\n" + body, encoding="utf-8")


def test_earlier_grid_may_have_people_who_left(run: Run, starter: Path, members: Path) -> None:
    """A grid of other days is read; people who are not in the plan are left out, and other duties are named."""
    _write_earlier_grid(run, starter, members)
    with Path("earlier.csv").open("a", encoding="utf-8") as file:
        file.write("m99,,Somebody,team-1,post/none\n")
    ran = run("roster", "assign", starter, "--members", members, "--history", "earlier.csv", "--output", "next.csv")
    assert ran.status == 0, ran.err
    assert _rows("next.csv") != _rows("roster.csv")
    ran = run("check", starter, "--members", members, "--roster", "next.csv", "--history", "earlier.csv", "--json")
    assert (ran.status, ran.data["roster"]) == (0, [])
    text = Path("earlier.csv").read_text(encoding="utf-8")
    cell = next(filter(None, next(iter(_rows("roster.csv").values())).values()))
    Path("bad.csv").write_text(text.replace(cell, f"{cell.split('/')[0]}/dawn", 1), encoding="utf-8")
    ran = run("roster", "assign", starter, "--members", members, "--history", "bad.csv")
    assert ran.status == 2
    assert "expected a post and a shift of the plan" in ran.err


def test_carried_work_shows_in_the_answer(run: Run, starter: Path, members: Path) -> None:
    """Those who did more before the first day do less after it, so that the totals of both are level."""
    duties = [
        {
            "post": "elsewhere",
            "line": "a",
            "day": f"2023-11-{day:02}",
            "shift": "day",
            "team": "team-1",
            "people": 1,
            "start": f"2023-11-{day:02}T07:00:00+07:00",
            "end": f"2023-11-{day:02}T19:00:00+07:00",
            "members": ["m10"] if day > 3 else ["m11", "m20", "left"],
        }
        for day in range(1, 11)
    ]
    Path("earlier.json").write_text(json.dumps({"duties": duties}), encoding="utf-8")
    asked = ("roster", "assign", starter, "--members", members, "--history", "earlier.json", "--json")
    (pool,) = run(*asked).data["pools"]
    loads = {load["officer"]: load["duties"] for load in pool["loads"]}
    (spread,) = (entry for entry in pool["spreads"] if entry["criterion"] == "duties")
    totals = [loads["m10"] + 7, loads["m11"] + 3, loads["m20"] + 3]
    assert spread["most"] - spread["fewest"] == spread["bound"] <= 1
    assert set(totals) <= {spread["fewest"], spread["most"]}


def test_faults_of_earlier_duties_are_named_together(run: Run, starter: Path, members: Path) -> None:
    """Times without an offset, days that do not exist and wrong forms are refused at once, with the file."""
    duty = {"post": "p", "line": "", "day": "2023-11-31", "shift": "d", "team": "t", "people": 1, "members": []}
    late = {**duty, "day": "2023-11-30", "start": "2023-11-30T19:00+07:00", "end": "2023-11-30T07:00+07:00"}
    entries = [{**duty, "start": "2023-11-30T07:00", "end": "noon"}, late, 7]
    Path("earlier.json").write_text(json.dumps({"duties": entries}), encoding="utf-8")
    ran = run("roster", "assign", starter, "--members", members, "--history", "earlier.json")
    assert ran.status == 2
    places = [line.split("json: ")[1].partition(":")[0] for line in ran.err.splitlines()]
    assert places == ["duties[0].day", "duties[0].start", "duties[0].end", "duties[1].end", "duties[2]"]


def test_days_that_have_begun_stay_as_they_were_published(run: Run, starter: Path, members: Path) -> None:
    """With a site a new roster begins after the last day that has begun, and rest and runs go on from there."""
    asked = (starter, "--members", members)
    assert run("roster", "assign", *asked, "--output", "first.csv").status == 0
    published = run("publish", starter, "site", *asked[1:], "--roster", "first.csv", "--at", "2023-11-20T08:00+07:00")
    assert published.status == 0, published.err
    moment = ("--site", "site", "--at", "2023-12-10T12:00+07:00")
    assert run("roster", "assign", *asked, *moment, "--seed", "5", "--output", "next.csv").status == 0
    before, after = _rows("first.csv"), _rows("next.csv")
    for key, row in before.items():
        assert {day: mark for day, mark in row.items() if day <= "2023-12-10"} == {
            day: mark for day, mark in after[key].items() if day <= "2023-12-10"
        }
    assert before != after
    ran = run("check", *asked, "--roster", "next.csv", *moment, "--json")
    assert (ran.status, ran.data["roster"], ran.data["differences"]) == (0, [], [])
