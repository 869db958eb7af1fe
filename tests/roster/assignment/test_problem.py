"""Problems of rosters by name: their JSON form, and all their faults at once, each in its place."""

from __future__ import annotations

import json
from datetime import date, time, timedelta
from pathlib import Path
from typing import Any

import attrs
import pytest
from hypothesis import given, settings
from jsonschema import Draft202012Validator

from electsched.errors import InputError
from electsched.loaders.json_schema import json_schema
from electsched.loaders.problem_files.problem_file import load_problem, problem_from_dict, rows_from_dict
from electsched.operation.shifts import OFF
from electsched.roster.assignment.faults import problem_faults
from electsched.roster.assignment.problem import (
    AssignmentProblem,
    History,
    Officer,
    Pin,
    Request,
    RowRule,
    ShiftNeed,
    ShiftType,
)
from tests.roster.assignment.small_problems import SHIFTS, THURSDAY, a_problem, small_problems


@given(small_problems())
@settings(max_examples=50, deadline=None)
def test_json_form_is_read_back_and_valid_by_its_schema(problem: AssignmentProblem) -> None:
    """A problem written as JSON is valid by the public schema, and read back as the same value."""
    text = json.dumps(problem.to_dict())
    Draft202012Validator(json_schema("problem"), format_checker=Draft202012Validator.FORMAT_CHECKER).validate(
        json.loads(text)
    )
    if not [*problem_faults(problem)]:
        assert problem_from_dict(json.loads(text)) == problem


def _faults(**changes: Any) -> list[str]:  # noqa: ANN401  # any field
    return [str(fault) for fault in problem_faults(attrs.evolve(a_problem(), **changes))]


FRIDAY = THURSDAY + timedelta(days=1)
LATE = THURSDAY + timedelta(days=40)


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"officers": (Officer(key="a"), Officer(key="a"))}, "officers[1].key: found 'a' a second time"),
        ({"officers": ()}, "officers: found none"),
        ({"officers": (Officer(key="a", leave=(LATE,)),)}, "officers[0].leave[0]: found 2024-03-19"),
        ({"officers": (Officer(key="a", barred=("X",)),)}, "officers[0].barred[0]: found 'X'; expected one of P, S, N"),
        ({"officers": (Officer(key="a", caps={"P": -1}),)}, "officers[0].caps.P: found -1"),
        ({"officers": (Officer(key="a", before=("X",)),)}, "officers[0].before[0]: found 'X'"),
        ({"requests": (Request(officer="x", day=THURSDAY, shift="P", weight=1),)}, "requests[0].officer: found 'x'"),
        ({"requests": (Request(officer="o1", day=THURSDAY, shift="X", weight=1),)}, "requests[0].shift: found 'X'"),
        ({"requests": (Request(officer="o1", day=LATE, shift="P", weight=1),)}, "requests[0].day: found 2024-03-19"),
        (
            {"needs": (ShiftNeed(day=THURSDAY, shift="P", least=9),)},
            "needs[0].least: found 9; expected no more than the 4",
        ),
        ({"needs": (ShiftNeed(day=THURSDAY, shift="P", least=2, most=1),)}, "needs[0]: found 2 to 1"),
        ({"needs": (ShiftNeed(day=THURSDAY, shift="P", least=1, role="chief"),)}, "needs[0].role: found 'chief'"),
        ({"needs": (ShiftNeed(day=THURSDAY, shift="P", least=1),) * 2}, "needs[1]: found the same day, shift and role"),
        ({"rules": (RowRule(key="rest", limit=-1),)}, "rules[0].limit: found -1"),
        ({"rules": (RowRule(key="rest", limit=1, weight=2),)}, "rules[0].weight: found 2; expected a positive weight"),
        (
            {"rules": (RowRule(key="off-run-least", limit=3), RowRule(key="off-run-most", limit=2))},
            "rules: found 'off-run-least' 3 and 'off-run-most' 2",
        ),
        ({"rules": (RowRule(key="rest", limit=1),) * 2}, "rules[0].key: found 'rest' 2 times"),
        ({"pins": (Pin(officer="o1", day=THURSDAY, shift="P"),) * 2}, "pins[1]: found the same officer and day"),
        (
            {
                "officers": (Officer(key="a", leave=(THURSDAY,)),),
                "pins": (Pin(officer="a", day=THURSDAY, shift="P"),),
            },
            "pins[0]: found 'P' on a day of leave",
        ),
        ({"days": 0}, "days: found 0"),
        ({"first_day": date(9999, 12, 30)}, "first_day: found 9999-12-30; expected a day up to 9997-10-22"),
        (
            {
                "officers": (Officer(key="a", barred=("P",)),),
                "pins": (Pin(officer="a", day=THURSDAY, shift="P"),),
            },
            "pins[0]: found 'P', which is barred for the officer",
        ),
        (
            {
                "officers": (Officer(key="a", caps={"P": 1}),),
                "pins": tuple(Pin(officer="a", day=day, shift="P") for day in (THURSDAY, FRIDAY)),
            },
            "pins[1]: found 'P' more often than the cap of 1",
        ),
        (
            {"pins": tuple(Pin(officer=officer, day=THURSDAY, shift="P") for officer in ("o1", "o2"))},
            "pins[1]: found 'P' on 2024-02-08 once more than it is needed; expected no more pins than places: 1",
        ),
        (
            {
                "shifts": (*SHIFTS, ShiftType(key="tour", start=time(8), minutes=2880)),
                "pins": (
                    Pin(officer="o1", day=FRIDAY, shift="P"),
                    Pin(officer="o1", day=THURSDAY, shift="tour"),
                ),
            },
            "pins[0]: found a duty that begins before that of pins[1] has ended; expected duties that do not overlap",
        ),
        ({"rules": (RowRule(key="duties-least", limit=6),)}, "rules: found 'duties-least' 6; expected no more than 5"),
        (
            {"officers": (Officer(key="a", rules=(RowRule(key="minutes-least", limit=2401),)),)},
            "officers[0].rules: found 'minutes-least' 2401; expected no more than 2400",
        ),
        (
            {"rules": (RowRule(key="duties-least", limit=4), RowRule(key="minutes-most", limit=1900))},
            "rules: found 'duties-least' 4 and 'minutes-most' 1900",
        ),
        (
            {"rules": (RowRule(key="minutes-least", limit=1000), RowRule(key="duties-most", limit=2))},
            "rules: found 'minutes-least' 1000 and 'duties-most' 2",
        ),
        (
            {"requests": (Request(officer="o1", day=THURSDAY, shift="P", weight=1.5),)},  # type: ignore[arg-type]
            "requests[0].weight: found 1.5; expected a whole number",
        ),
        (
            {"requests": (Request(officer="o1", day=THURSDAY, shift="P", weight=10**18),)},
            "requests[0].weight: found 1000000000000000000; expected a weight from 0 to 1000000",
        ),
        ({"rules": (RowRule(key="rest", limit=10.5),)}, "rules[0].limit: found 10.5"),  # type: ignore[arg-type]
        ({"officers": (Officer(key="a", history=History(nights=-1)),)}, "officers[0].history.nights: found -1"),
    ],
)
def test_fault_is_named_in_its_place(changes: dict[str, Any], fault: str) -> None:
    """Each fault has the key path of the value, the value and the values that are accepted."""
    assert any(line.startswith(fault) for line in _faults(**changes)), _faults(**changes)


def test_officer_without_any_row_is_a_fault() -> None:
    """If the rules, leave and pins of an officer allow no row, the officer is named."""
    pins = tuple(Pin(officer="o2", day=THURSDAY + timedelta(days=day), shift="P") for day in range(3))
    assert _faults(pins=pins, rules=(RowRule(key="duty-run-most", limit=2),)) == [
        "officers[2]: found no row that the rules allow; expected rules, leave and pins that can hold together"
    ]


def test_all_faults_of_a_file_are_named_at_once(tmp_path: Path) -> None:
    """Weights that are no integers, unknown keys and days that do not exist are refused together, with the file."""
    raw = a_problem(requests=(Request(officer="o1", day=THURSDAY, shift=OFF, weight=1),)).to_dict()
    raw["requests"][0] |= {"weight": 1.5, "day": "2024-02-30", "whom": "o1"}
    raw["rulez"] = []
    path = tmp_path / "problem.json"
    path.write_text(json.dumps(raw), encoding="utf-8")
    with pytest.raises(InputError) as raised:
        load_problem(path)
    lines = str(raised.value).splitlines()
    assert [line.partition(": ")[2].partition(":")[0] for line in lines] == [
        "requests[0].day",
        "requests[0].weight",
        "requests[0].whom",
        "rulez",
    ]
    assert all(line.startswith(str(path)) for line in lines)


def test_parts_that_can_be_read_are_judged_beside_those_that_cannot() -> None:
    """A weight that is no integer does not hide an officer who is listed twice; names of unread parts are no faults."""
    raw = a_problem(requests=(Request(officer="o1", day=THURSDAY, shift=OFF, weight=1),)).to_dict()
    raw["requests"].insert(0, {"officer": "o1", "day": "2024-02-08", "shift": "P", "weight": 1.5})
    raw["requests"][1]["officer"] = "o9"
    raw["officers"] += [{"key": "o1"}]
    raw["rules"] = [{"key": "off-run-least", "limit": 3}, {"key": "off-run-most", "limit": 2}]
    assert _paths(raw) == ["requests[0].weight", "officers[4].key", "rules", "requests[1].officer"]
    del raw["shifts"]
    raw["officers"][0]["key"] = 7
    assert _paths(raw) == ["shifts", "officers[0].key", "requests[0].weight", "officers[4].key", "rules"]
    with pytest.raises(InputError, match="shifts: found none"):
        problem_from_dict({**a_problem().to_dict(), "shifts": []})


def _paths(raw: dict[str, Any]) -> list[str]:
    with pytest.raises(InputError) as raised:
        problem_from_dict(raw)
    return [fault.path for fault in raised.value.faults]


@pytest.mark.parametrize(("text", "fault"), [("{", "not JSON"), ("[]", "expected an object"), (None, "no such file")])
def test_file_that_is_no_problem_is_refused(tmp_path: Path, text: str | None, fault: str) -> None:
    """A file that is missing, no JSON or no object is one clear error."""
    path = tmp_path / "problem.json"
    if text is not None:
        path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=fault):
        load_problem(path)


def test_rows_of_another_problem_are_refused() -> None:
    """Rows need an officer, a length and marks of the problem."""
    problem = a_problem(officers=2, days=2)
    assert rows_from_dict({"rows": {"o0": ["P", OFF], "o1": [OFF, OFF]}}, problem) == {
        "o0": ("P", OFF),
        "o1": (OFF, OFF),
    }
    with pytest.raises(InputError) as raised:
        rows_from_dict({"rows": {"o0": ["P", "X", "P"], "o7": [OFF, OFF]}}, problem)
    assert [fault.path for fault in raised.value.faults] == ["rows.o1", "rows.o0", "rows.o0[1]", "rows.o7"]
    with pytest.raises(InputError, match="list of marks"):
        rows_from_dict({"rows": [1]}, problem)
