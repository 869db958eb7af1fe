"""The JSON Schemas accept the files and data of the package, and refuse those that the loaders refuse."""

from __future__ import annotations

import copy
import json
import tomllib
from datetime import date, datetime, time
from importlib import resources
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

import electsched
from electsched.errors import UnknownNameError
from electsched.loaders.json_schema import SCHEMAS, json_schema
from electsched.loaders.law_files.ids import builtin_ids
from electsched.loaders.laws import load_law
from electsched.roster.assignment.assign import assign_problem
from electsched.roster.assignment.problem import Officer, RowRule
from tests.roster.assignment.small_problems import THURSDAY, a_problem

ROOT = Path(__file__).parents[2]
DATA = Path(str(resources.files("electsched") / "data"))
STATUTES = sorted((DATA / "statutes").rglob("*.toml"))
OVERLAYS = sorted((DATA / "overlays").rglob("*.toml"))
ELECTIONS = sorted((DATA / "elections").rglob("*.toml"))
PLANS = [ROOT / "examples" / "jombang.toml", DATA / "plans" / "starter.toml"]


def raw(path: Path) -> Any:  # noqa: ANN401  # a file of any kind
    """Return a TOML file as an editor's checker sees it: dates and hours as the text that they are written as."""
    return json.loads(json.dumps(tomllib.loads(path.read_text(encoding="utf-8")), default=_text))


def _text(value: object) -> str:
    assert isinstance(value, date | datetime | time)
    return value.isoformat()


def faults(kind: str, value: object) -> list[str]:
    """Return the errors that an independent validator reports, with the formats of dates."""
    validator = Draft202012Validator(json_schema(kind), format_checker=Draft202012Validator.FORMAT_CHECKER)
    return [f"{error.json_path}: {error.message}" for error in validator.iter_errors(value)]


@pytest.mark.parametrize("kind", SCHEMAS)
def test_schemas_are_valid_and_deterministic(kind: str) -> None:
    """Each schema is valid by its meta-schema, and the same each time."""
    Draft202012Validator.check_schema(json_schema(kind))
    assert json.dumps(json_schema(kind)) == json.dumps(json_schema(kind))


@pytest.mark.parametrize(
    ("kind", "path"),
    [
        *(("statute", path) for path in STATUTES),
        *(("overlay", path) for path in OVERLAYS),
        *(("election", path) for path in ELECTIONS),
        *(("plan", path) for path in PLANS),
    ],
    ids=lambda value: value.stem if isinstance(value, Path) else value,
)
def test_built_in_files_and_examples_are_valid(kind: str, path: Path) -> None:
    """Statutes, elections and plans are valid by the schema of their kind."""
    assert faults(kind, raw(path)) == []


@pytest.mark.parametrize("name", builtin_ids("elections"))
def test_timelines_of_built_in_elections_are_valid(name: str) -> None:
    """The data of each timeline is valid by the schema of timelines."""
    assert faults("timeline", electsched.resolve(name).to_dict()) == []


@pytest.mark.parametrize("leave", [(), (THURSDAY,)], ids=["roster", "no roster"])
def test_solutions_are_valid(leave: tuple[date, ...]) -> None:
    """The data of a solution, with a roster or with the reasons why there is none, is valid by its schema."""
    officers = tuple(Officer(key=f"o{number}", leave=leave) for number in range(3))
    rules = (RowRule(key="duties-most", limit=1, severity="information"),)
    result = assign_problem(a_problem(officers=officers, days=2, rules=rules))
    data = json.loads(json.dumps(result.to_dict()))
    assert (data["rows"] is None) == bool(leave) == bool(data["conflict"]) == (not data["excesses"])
    assert faults("solution", data) == []
    assert faults("solution", data | {"status": "good"}) != []


def _broken(value: object, path: tuple[str | int, ...]) -> list[tuple[str, object]]:
    """Return broken copies of a value, each with the kind of fault at the path."""
    copies: list[tuple[str, object]] = []
    for how in ("missing", "type", "unknown"):
        spoiled: Any = copy.deepcopy(value)
        inner = spoiled
        for step in path[:-1]:
            inner = inner[step]
        if how == "missing":
            del inner[path[-1]]
        elif how == "type":
            inner[path[-1]] = 7 if isinstance(inner[path[-1]], str | list | dict) else "seven"
        else:
            inner["unheard_of"] = 1
        copies.append((how, spoiled))
    return copies


@pytest.mark.parametrize(
    ("kind", "path", "keys"),
    [
        ("plan", PLANS[0], ("id",)),
        ("plan", PLANS[0], ("operation", "start")),
        ("plan", PLANS[0], ("post", 0, "teams")),
        ("plan", PLANS[0], ("pattern", 0, "shift", 0, "people")),
        ("statute", DATA / "statutes/id/general.toml", ("calendar",)),
        ("statute", DATA / "statutes/id/general.toml", ("stage", 0, "kind")),
        ("statute", DATA / "statutes/id/general.toml", ("limit", 0, "law")),
        ("election", DATA / "elections/id/general-2024.toml", ("date", 0, "stage")),
        ("election", DATA / "elections/id/regional-2020.toml", ("link", 0, "election")),
        ("election", DATA / "elections/in/parliament-2024.toml", ("phase", 0, "key")),
        ("overlay", DATA / "overlays/de/bundestag-2025.toml", ("overlay",)),
        ("overlay", DATA / "overlays/de/bundestag-2025.toml", ("stage", 0, "key")),
    ],
)
def test_schema_refuses_files_that_the_loader_refuses(
    tmp_path: Path, kind: str, path: Path, keys: tuple[str | int, ...]
) -> None:
    """A missing required key, a value of another type and an unknown key are refused by both."""
    for how, spoiled in _broken(raw(path), keys):
        assert faults(kind, spoiled), how
    # The reader itself, on the file with an unknown key at its top.
    spoilt = tmp_path / "spoilt.toml"
    spoilt.write_text("unheard_of = 1\n" + path.read_text(encoding="utf-8"), encoding="utf-8")
    load = electsched.load_plan if kind == "plan" else load_law
    with pytest.raises(electsched.InputError, match="unheard_of"):
        load(str(spoilt))


def test_extending_statute_needs_no_calendar() -> None:
    """A statute that extends no other needs a whole calendar."""
    city = raw(DATA / "statutes/gb/city-of-london.toml")
    assert faults("statute", city) == []
    del city["extends"]
    assert any("calendar" in fault for fault in faults("statute", city))


def test_every_key_has_a_description() -> None:
    """The description of a key is that of the field in the docstring of its class."""
    plan = json_schema("plan")
    assert plan["$defs"]["Post"]["properties"]["bring"]["description"] == "The equipment that officers bring."
    assert "issue" in plan["properties"]["issued"]["description"]
    assert "election" in plan["properties"]["election"]["description"]
    bare = [
        f"{name}.{key}"
        for kind in SCHEMAS
        for name, table in {**json_schema(kind)["$defs"], kind: json_schema(kind)}.items()
        for key, value in table["properties"].items()
        if "description" not in value and key != "is"
    ]
    assert bare == []


def test_unknown_schema_is_refused_with_the_existing_ones() -> None:
    """The error lists the schemas that exist."""
    with pytest.raises(UnknownNameError, match="statute, overlay, election, plan, timeline"):
        json_schema("roster")


def test_zone_of_a_unit_is_in_the_schema(tmp_path: Path) -> None:
    """The zone is text by the schema, and the duties of the unit's posts begin by the clock of that zone."""
    starter = (DATA / "plans" / "starter.toml").read_text(encoding="utf-8")
    path = tmp_path / "plan.toml"
    path.write_text(starter.replace("[[unit]]", '[[unit]]\nzone = "Asia/Jayapura"', 1), encoding="utf-8")
    assert faults("plan", raw(path)) == []
    assert json_schema("plan")["$defs"]["Unit"]["properties"]["zone"]["type"] == "string"
    roster, _ = electsched.build_roster(electsched.load_plan(path))
    assert {duty.span.start.strftime("%z") for duty in roster.duties} == {"+0900"}
