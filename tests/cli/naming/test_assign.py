"""The commands `roster assign` and `roster solve`."""

from __future__ import annotations

import csv
import json
from datetime import timedelta
from pathlib import Path

import openpyxl
import pytest

from electsched.cli.naming.answers import print_result
from electsched.roster.assignment.fair.bound import CRITERIA, Spread
from electsched.roster.assignment.plans import assign_plan
from electsched.roster.assignment.problem import Officer, Request, RowRule, ShiftNeed
from electsched.roster.assignment.result import AssignmentResult, AssignmentStatus
from tests.cli.conftest import Run
from tests.roster.assignment.small_problems import THURSDAY, a_problem


def _file(folder: Path, **changes: object) -> Path:
    path = folder / "problem.json"
    path.write_text(json.dumps(a_problem(**changes).to_dict()), encoding="utf-8")  # type: ignore[arg-type]
    return path


def test_assign_writes_duties_and_loads(run: Run, starter: Path, tmp_path: Path) -> None:
    """The people of a plan are assigned; the duties are written as a grid or as JSON, the totals as CSV."""
    members = tmp_path / "members.csv"
    rows = [f"m{team}{number},team-{team},Person {team}{number}" for team in (1, 2, 3) for number in range(6)]
    members.write_text("key,team,name\n" + "\n".join(rows) + "\n", encoding="utf-8")
    grid, loads, duties = (tmp_path / name for name in ("grid.csv", "loads.csv", "duties.json"))
    ran = run("roster", "assign", starter, "--members", members, "--output", grid, "--loads", loads)
    assert ran.status == 0, ran.err
    assert "1 of 1 pool cannot be fairer" in ran.out
    assert len(list(csv.DictReader(loads.read_text(encoding="utf-8").splitlines()))) == 18
    assert "Person 11" in grid.read_text(encoding="utf-8")
    ran = run("roster", "assign", starter, "--members", members, "--output", duties, "--json")
    assert ran.data["pools"][0]["status"] == "optimal"
    assert all(duty["members"] for duty in json.loads(duties.read_text(encoding="utf-8"))["duties"])


def test_assign_goes_on_from_a_grid_in_which_a_cell_was_moved(run: Run, starter: Path, members: Path) -> None:
    """The roster of a planner who gave one turn to somebody else is as fair as before, and names people of the list."""
    first, second = (members.with_name(name) for name in ("first.csv", "second.csv"))
    assert run("roster", "assign", starter, "--members", members, "--output", first).status == 0
    head, *rows = [*csv.reader(first.read_text(encoding="utf-8").splitlines())]
    column = next(number for number in range(5, len(head)) if rows[0][number] != rows[1][number])
    rows[0][column], rows[1][column] = rows[1][column], rows[0][column]
    moved = members.with_name("moved.csv")
    moved.write_text("\n".join(",".join(row) for row in (head, *rows)) + "\n", encoding="utf-8")
    ran = run("roster", "assign", starter, "--members", members, "--start", moved, "--output", second)
    assert ran.status == 0, ran.err
    assert "1 of 1 pool cannot be fairer" in ran.out
    again = [*csv.reader(second.read_text(encoding="utf-8").splitlines())]
    assert [row[:2] for row in again] == [row[:2] for row in (head, *rows)]
    ran = run("roster", "assign", starter, "--members", members, "--start", members.with_name("none.csv"))
    assert (ran.status, "none.csv" in ran.err) == (2, True)


def test_requests_that_are_not_granted_are_named(run: Run, starter: Path, members: Path) -> None:
    """The answer says how many requests are granted, with their weight and its bound, and names each other one."""
    head, *rows = members.read_text(encoding="utf-8").splitlines()
    asked = [f"{row},2023-12-24..2023-12-25 (2)" for row in rows]
    members.write_text("\n".join([f"{head},Minta libur", *asked]) + "\n", encoding="utf-8")
    ran = run("roster", "assign", starter, "--members", members, "--work", "1", "--language", "id")
    data = run("roster", "assign", starter, "--members", members, "--work", "1", "--json").data["pools"][0]
    refused = data["refused"]
    assert f"{36 - len(refused)} dari 36 permintaan dikabulkan; bobot yang lain {2 * len(refused)}" in ran.out
    assert (data["objective"], {entry["weight"] for entry in refused}) == (2 * len(refused), {2})
    assert all(f"{entry['day']}: {entry['officer']} minta libur (bobot 2)" in ran.out for entry in refused)
    assert refused


def test_interrupted_assignment_writes_no_file(
    run: Run, starter: Path, members: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After Ctrl-C the file of an earlier roster keeps its bytes, the status is 1, and the answer says so."""

    def stopped(*_: object) -> AssignmentResult:
        raise KeyboardInterrupt

    grid = members.with_name("grid.csv")
    grid.write_text("an earlier roster\n", encoding="utf-8")
    monkeypatch.setattr(assign_plan, "assign_problem", stopped)
    ran = run("roster", "assign", starter, "--members", members, "--output", grid)
    assert (ran.status, "Interrupted: no file was written." in ran.err) == (1, True)
    assert grid.read_text(encoding="utf-8") == "an earlier roster\n"


def test_assign_writes_loads_as_a_workbook(run: Run, starter: Path, tmp_path: Path) -> None:
    """The workbook has the rows of the CSV, and its duties add up to the places of the grid."""
    members, text, book = (tmp_path / name for name in ("members.csv", "loads.csv", "loads.xlsx"))
    rows = [f"m{team}{number},team-{team},Person {team}{number}" for team in (1, 2, 3) for number in range(6)]
    members.write_text("key,team,name\n" + "\n".join(rows) + "\n", encoding="utf-8")
    for path in (text, book):
        assert run("roster", "assign", starter, "--members", members, "--loads", path).status == 0
    head, *loads = openpyxl.load_workbook(book).worksheets[0].iter_rows(values_only=True)
    read = csv.reader(text.read_text(encoding="utf-8").splitlines())
    assert [[str(cell) for cell in row] for row in (head, *loads)] == list(read)
    assert len(loads) == 18


def test_assign_without_members_is_bad_input(run: Run, starter: Path) -> None:
    """Each team without a list of its people is named."""
    ran = run("roster", "assign", starter)
    assert ran.status == 2
    assert "team 'team-1': found no listed members" in ran.err


def test_solve_a_problem_without_weights(run: Run, tmp_path: Path) -> None:
    """A fair roster is found, written, and a start for another run."""
    problem, solution = _file(tmp_path), tmp_path / "solution.json"
    ran = run("roster", "solve", problem, "--output", solution)
    assert ran.status == 0, ran.err
    assert "optimal" in ran.out
    again = run("roster", "solve", problem, "--start", solution, "--json")
    assert again.data["rows"] == json.loads(solution.read_text(encoding="utf-8"))["rows"]


def test_solve_an_impossible_problem(run: Run, tmp_path: Path) -> None:
    """No roster is an answer: status 1, with needs, leave and remedy."""
    officers = (
        Officer(key="o0", roles=("chief",), leave=(THURSDAY,)),
        Officer(key="o1", roles=("chief",)),
        *(Officer(key=f"o{number}") for number in range(2, 6)),
    )
    chiefs = tuple(ShiftNeed(day=THURSDAY, shift=shift, least=1, role="chief") for shift in ("P", "S"))
    ran = run("roster", "solve", _file(tmp_path, officers=officers, needs=a_problem().needs + chiefs))
    assert ran.status == 1
    assert "2024-02-08: P needs 1 person with the role chief" in ran.out
    assert all(len(line.split()) > 1 for line in ran.out.splitlines()[2:] if line.strip())  # no row without a value
    assert "on leave: o0; with this person the needs can be filled" in ran.out
    assert "otherwise 1 place at least stay empty" in ran.out
    _, _, reasons = ran.out.partition("without any one of them the others can:\n")
    assert [line.strip() for line in reasons.splitlines()] == [
        "the leave of o0; without this alone there is a roster",
        "2024-02-08: the need of P for the role chief; without this alone there is a roster",
        "2024-02-08: the need of S for the role chief; without this alone there is a roster",
    ]


def test_printed_answer_has_the_proof(run: Run, tmp_path: Path) -> None:
    """Cover, spreads with their bounds and the single days that remain are printed, in both languages."""
    ran = run("roster", "solve", _file(tmp_path), "--json")
    rows, loads = ran.data["rows"].values(), ran.data["loads"]
    assert ran.data["cover"] == {"needed": 15, "filled": sum(mark != "-" for row in rows for mark in row)}
    on, off = (sum(load[name] for load in loads) for name in ("single_duties", "single_days_off"))
    printed = run("roster", "solve", _file(tmp_path)).out
    assert "15 of 15" in printed
    assert f"{on} on, {off} off" in printed
    assert "counting" in printed
    indonesian = run("--language", "id", "roster", "solve", _file(tmp_path))
    assert ("15 dari 15" in indonesian.out, "penghitungan" in indonesian.out) == (True, True)


def test_printed_answer_says_in_a_sentence_what_is_proven(run: Run, tmp_path: Path) -> None:
    """Without weights it is about fairness, and has no cost, which would be 0; with a cost it is about that."""
    printed = run("roster", "solve", _file(tmp_path)).out
    assert "Proven: no roster is fairer in duties, nights or weekend duties." in printed
    assert "cost" not in printed
    indonesian = run("--language", "id", "roster", "solve", _file(tmp_path)).out
    assert "Terbukti: tidak ada jadwal yang lebih adil dalam dinas, malam, atau dinas akhir pekan." in indonesian


@pytest.mark.parametrize(
    ("status", "weights", "gap", "sentence"),
    [
        ("optimal", False, 0, "Proven: no roster is fairer in duties, nights or weekend duties."),
        ("optimal", False, 1, "Proven: whatever roster is fairer in one of these counts is less fair in another."),
        ("feasible", False, 1, "Not proven: another roster may be fairer."),
        ("optimal", True, 0, "Proven: no roster costs less."),
        ("feasible", True, 1, "Not proven: another roster may cost less, down to the bound."),
    ],
)
def test_sentence_of_each_proof(
    status: AssignmentStatus, gap: int, sentence: str, capsys: pytest.CaptureFixture[str], *, weights: bool
) -> None:
    """Nothing is said to be the fairest or the cheapest unless it is proven."""
    requests = (Request(officer="o0", day=THURSDAY, shift="-", weight=2),) if weights else ()
    result = AssignmentResult(
        problem=a_problem(officers=2, days=1, requests=requests),
        status=status,
        rows={"o0": ("P",), "o1": ("-",)},
        objective=2,
        bound=2 - gap,
        spreads=tuple(Spread(criterion=criterion, fewest=0, most=1, bound=1 - gap) for criterion in CRITERIA),
    )
    print_result(result)
    assert sentence in capsys.readouterr().out


def test_answer_without_a_roster_does_not_say_that_there_is_none(capsys: pytest.CaptureFixture[str]) -> None:
    """If the work is used and nothing is proven, the answer says so."""
    print_result(
        AssignmentResult(problem=a_problem(officers=2, days=1), status="unknown", rows=None, objective=None, bound=None)
    )
    assert "No roster was found, and it is not proven that there is none." in capsys.readouterr().out


def test_printed_answer_has_rules_for_information(run: Run, tmp_path: Path) -> None:
    """A rule that is counted alone is printed with how many are beyond it."""
    rules = (RowRule(key="duties-most", limit=3, severity="information"),)
    ran = run("roster", "solve", _file(tmp_path, rules=rules, officers=3))
    assert ran.status == 0
    assert "the rule duties-most with the limit 3: 3 people beyond it, by 6 in all" in ran.out


@pytest.mark.extra
def test_solve_a_problem_with_weights(run: Run, tmp_path: Path) -> None:
    """The progress goes to standard error, the cost and its bound to the answer."""
    requests = tuple(Request(officer=f"o{number}", day=THURSDAY, shift="-", weight=2) for number in range(4))
    ran = run("roster", "solve", _file(tmp_path, requests=requests), "--seconds", "20")
    assert ran.status == 0
    assert "cost 6, bound 6, gap 0" in ran.err
    assert "None" not in ran.err
    assert [*map(str.split, ran.out.splitlines())].count(["gap", "0"]) == 1
    assert "proved by" in ran.out
    assert "Proven: no roster costs less." in ran.out


def test_solve_a_file_with_faults(run: Run, tmp_path: Path) -> None:
    """All faults of a problem are named with the file, and the status is 2."""
    path = _file(tmp_path, officers=(Officer(key="a"), Officer(key="a")))
    ran = run("roster", "solve", path)
    assert ran.status == 2
    assert f"{path}: officers[1].key: found 'a' a second time" in ran.err


def test_long_reasons_are_cut_and_whole_as_data(run: Run, tmp_path: Path) -> None:
    """Of 38 needs that nights do not allow together 30 are printed, with the number of the others."""
    days = [THURSDAY + timedelta(days=number) for number in range(38)]
    problem = a_problem(
        officers=4,
        days=38,
        needs=tuple(ShiftNeed(day=day, shift="N", least=1) for day in days),
        rules=(RowRule(key="nights-most", limit=9),),
    )
    path = tmp_path / "problem.json"
    path.write_text(json.dumps(problem.to_dict()), encoding="utf-8")
    ran = run("roster", "solve", path)
    assert (ran.status, "  and 8 more\n" in ran.out) == (1, True)
    assert len(run("roster", "solve", path, "--json").data["conflict"]["needs"]) == 38
