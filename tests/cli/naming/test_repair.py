"""The command `roster repair`: what would change is shown, and the records that are written lead there."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

import electsched
from electsched.loaders.plan_files.roster_grid import load_roster
from electsched.roster.repair.scope import crews_of
from tests.cli.conftest import Run
from tests.scripts import EXAMPLES
from tests.sites import write_three_districts

EXAMPLE = (EXAMPLES / "jombang.toml").read_text(encoding="utf-8")
ILL = ("--absent", "p-0003", "2023-12-04", "2023-12-08")
DECISION = ("--by", "kaopsres", "--reason", "Medical certificate", "--decided", "2023-12-03")


@pytest.fixture
def plan_file(tmp_path: Path) -> Path:
    """Return the example plan with three districts in a folder of its own, beside the list of its people."""
    return write_three_districts(tmp_path)[0]


def _people(plan_file: Path) -> Path:
    """Return the list of the people of the plan."""
    return plan_file.parent / "members.csv"


def test_repair_shows_records_changes_and_loads_and_writes_nothing(run: Run, plan_file: Path, tmp_path: Path) -> None:
    """It shows the records, who changes with the clear days, and the totals; the plan keeps every byte."""
    loads, picture = tmp_path / "loads.csv", tmp_path / "loads.svg"
    ran = run(
        "roster",
        "repair",
        plan_file,
        "--members",
        _people(plan_file),
        *ILL,
        "--decided",
        "2023-12-03",
        "--loads",
        loads,
        "--picture",
        picture,
    )
    assert ran.status == 0, ran.err
    assert '[[absence]]\nmember = "p-0003"' in ran.out
    assert '[[substitution]]\nmember = "p-0003"' in ran.out
    assert "2 days of others change, 0 places stay empty." in ran.out
    assert "Proven: no repair has fewer empty places" in ran.out
    assert plan_file.read_text(encoding="utf-8") == EXAMPLE
    rows = {row["officer"]: row for row in csv.DictReader(loads.read_text(encoding="utf-8").splitlines())}
    before, after = (float(rows["p-0003"][f"hours_{name}"]) for name in ("before", "after"))
    assert before - after == 48
    sums = {name: sum(float(row[f"hours_{name}"]) for row in rows.values()) for name in ("before", "after")}
    assert sums["before"] == sums["after"]
    drawn = ET.parse(picture).getroot()  # noqa: S314  # our own file
    marks = [
        len(drawn.findall(f".//{{*}}{shape}[@class='{kind}']")) for shape, kind in (("circle", "r"), ("rect", "s"))
    ]
    assert marks == [4 * len(rows), 4 * len(rows)]


def test_absence_that_began_before_the_moment_changes_no_duty_that_has_begun(run: Run, plan_file: Path) -> None:
    """The past turn stays with the absent member, the record begins after it, and the answer says so."""
    people = ("--members", _people(plan_file))
    before = electsched.build_roster(electsched.load_plan(plan_file, members=_people(plan_file)))[0]
    arguments = (*people, *ILL, *DECISION, "--at", "2023-12-05T12:00+07:00", "--language", "en")
    shown = run("roster", "repair", plan_file, *arguments)
    assert "p-0003: duties of the absence that have begun, and stay: 1." in shown.out
    ran = run("roster", "repair", plan_file, *arguments, "--write", "--json")
    assert (ran.status, ran.data["findings"]) == (0, []), ran.err
    absence, *others = ran.data["records"]
    assert (absence["record"], absence["kind"], absence["start"]) == ("absence", "sick", "2023-12-05")
    assert others
    assert all(record["substitute"] != "p-0003" and record["start"] > "2023-12-05" for record in others)
    after = electsched.build_roster(electsched.load_plan(plan_file, members=_people(plan_file)))[0]
    past = [duty for duty in before if duty.day <= date(2023, 12, 5)]
    assert [duty for duty in after if duty.day <= date(2023, 12, 5)] == past


def test_days_before_the_decision_stay(run: Run, plan_file: Path) -> None:
    """Without a moment a repair changes no duty before the day on which it is decided, and says which ones stay."""
    decided = ("--members", _people(plan_file), *ILL, "--decided", "2023-12-06", "--language", "en")
    ran = run("roster", "repair", plan_file, *decided)
    assert "p-0003: duties of the absence that have begun, and stay: 1." in ran.out
    assert "Give --by and --reason: the records need them." in ran.out
    rows = [line.split() for line in ran.out.splitlines() if "kpu/tour" in line]
    assert [(row[0], row[-1]) for row in rows] == [("2023-12-07", "0"), ("2023-12-07", "0")]


def test_repair_grants_leave_under_an_embargo_only_if_it_is_asked(run: Run, plan_file: Path) -> None:
    """Leave on polling day is refused; with the option of `change absence` the record says that it is granted."""
    leave = ("--absent", "p-0003", "2024-02-14", "2024-02-14", "--kind", "leave", "--decided", "2024-02-01")
    command = ("roster", "repair", plan_file, "--members", _people(plan_file), *leave)
    refused = run(*command)
    assert refused.status == 2
    assert "leave on 2024-02-14, under a leave embargo" in refused.err
    granted = run(*command, "--despite-embargo")
    assert granted.status == 0, granted.err
    assert 'kind = "leave"\ndespite_embargo = true' in granted.out


def test_records_that_are_written_lead_to_the_roster_that_was_shown(run: Run, plan_file: Path) -> None:
    """After --write the plan builds a roster with these changes, the check finds nothing, and nothing is left to do."""
    ran = run("roster", "repair", plan_file, "--members", _people(plan_file), *ILL, *DECISION, "--write", "--json")
    assert ran.status == 0, ran.err
    plan = electsched.load_plan(plan_file, members=_people(plan_file))
    roster, shortfalls = electsched.build_roster(plan)
    assert shortfalls == ()
    assert electsched.check_roster(roster, plan) == ()
    crews = crews_of(plan, roster)
    on_duty = {
        (day, f"{post}/{line}/{shift}", key) for (post, line, day, shift, _), crew in crews.items() for key in crew
    }
    for change in ran.data["changes"]:
        day = date.fromisoformat(change["day"])
        assert not change["before"] or (day, change["before"], change["member"]) not in on_duty
        assert not change["after"] or (day, change["after"], change["member"]) in on_duty
    assert (ran.data["proof"], ran.data["gaps"], ran.data["findings"]) == ("least", [], [])
    again = run("roster", "repair", plan_file, "--members", _people(plan_file), "--json")
    assert (again.status, again.data["changes"], again.data["records"]) == (0, [], [])


@pytest.mark.long
def test_repair_of_a_published_roster_keeps_the_duties_that_have_begun(
    run: Run, plan_file: Path, tmp_path: Path
) -> None:
    """With a site, the duties that have begun are those of the site, and the records can be published."""
    site, now = tmp_path / "site", "2023-12-06T08:00+07:00"
    links = tmp_path / "links.db"
    assert run("links", "new", links, plan_file).status == 0
    assert (
        run(
            "publish",
            plan_file,
            site,
            "--members",
            _people(plan_file),
            "--links",
            links,
            "--at",
            "2023-12-01T08:00+07:00",
        ).status
        == 0
    )
    ill = ("--absent", "p-0003", "2023-12-07", "2023-12-08")
    ran = run(
        "roster",
        "repair",
        plan_file,
        "--members",
        _people(plan_file),
        "--site",
        site,
        "--at",
        now,
        *ill,
        *DECISION,
        "--write",
        "--json",
    )
    assert ran.status == 0, ran.err
    assert {change["day"] for change in ran.data["changes"]} == {"2023-12-07"}
    published = run("publish", plan_file, site, "--members", _people(plan_file), "--links", links, "--at", now)
    assert published.status == 0, published.err
    assert "not filled" not in published.err


def test_roster_by_name_is_repaired_in_its_file(run: Run, plan_file: Path, tmp_path: Path) -> None:
    """A roster that was assigned by name is repaired as a grid, and the check of the plan finds nothing in it."""
    named, repaired = tmp_path / "roster.csv", tmp_path / "repaired.csv"
    assert run("roster", "assign", plan_file, "--members", _people(plan_file), "--output", named).status == 0
    plan = electsched.load_plan(plan_file, members=_people(plan_file))
    before = load_roster(named, plan)
    member = next(duty.members[0] for duty in before if duty.day == date(2023, 12, 5) and duty.members)
    arguments = ("--roster", named, "--output", repaired, "--absent", member, "2023-12-05", "2023-12-09")
    ran = run(
        "roster", "repair", plan_file, "--members", _people(plan_file), *arguments, *DECISION, "--write", "--json"
    )
    assert ran.status == 0, ran.err
    changed = electsched.load_plan(plan_file, members=_people(plan_file))
    after = load_roster(repaired, changed)
    assert electsched.check_roster(after, changed) == ()
    lost = {
        duty.identity for duty in before if member in duty.members and "2023-12-05" <= str(duty.day) <= "2023-12-09"
    }
    assert len({duty.identity for duty in after if duty not in before.duties}) >= len(lost) > 0
    assert not any(duty.identity in lost and member in duty.members for duty in after)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--absent", "p-9999", "2023-12-04", "2023-12-05"), "p-9999"),
        (("--absent", "p-0003", "2023-12-05", "2023-12-04"), "absence.end: found 2023-12-04"),
        (("--absent", "p-0003", "2023-12-04", "soon"), "expected a day"),
        ((*ILL, "--write"), "Give --by and --reason"),
        ((*ILL, *DECISION, "--write", "--roster", "roster.csv"), "Give --output"),
        ((*ILL, "--by", "nobody", "--reason", "x", "--write"), "absence.by: found the role 'nobody'"),
    ],
)
def test_faults_of_a_repair_are_named_and_nothing_is_written(
    run: Run, plan_file: Path, arguments: tuple[str, ...], message: str
) -> None:
    """Bad input has the status 2 and a message with its place; the plan keeps every byte."""
    ran = run("roster", "repair", plan_file, "--members", _people(plan_file), *arguments)
    assert (ran.status, message in ran.err) == (2, True), ran.err
    assert plan_file.read_text(encoding="utf-8") == EXAMPLE
