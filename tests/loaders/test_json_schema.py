"""The JSON Schemas: what the package reads and writes is valid by them, and what it refuses is not."""

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
from electsched.loaders.laws import builtin_ids, load_law
from electsched.timeline.serialize import timeline_data

ROOT = Path(__file__).parents[2]
DATA = Path(str(resources.files("electsched") / "data"))
STATUTES = sorted((DATA / "statutes").rglob("*.toml"))
ELECTIONS = sorted((DATA / "elections").rglob("*.toml"))
PLANS = [ROOT / "examples" / "jombang.toml", DATA / "plans" / "starter.toml"]


def raw(path: Path) -> Any:  # noqa: ANN401  # a file of any kind
    """Return a TOML file as an editor's checker sees it: dates and hours as the text that they are written as."""
    return json.loads(json.dumps(tomllib.loads(path.read_text(encoding="utf-8")), default=_text))


def _text(value: object) -> str:
    assert isinstance(value, date | datetime | time)
    return value.isoformat()


def faults(kind: str, value: object) -> list[str]:
    """Return what an independent validator finds wrong, formats of dates included."""
    validator = Draft202012Validator(json_schema(kind), format_checker=Draft202012Validator.FORMAT_CHECKER)
    return [f"{error.json_path}: {error.message}" for error in validator.iter_errors(value)]


@pytest.mark.parametrize("kind", SCHEMAS)
def test_each_is_a_schema(kind: str) -> None:
    """Each is sound by the schema of schemas, and the same every time."""
    Draft202012Validator.check_schema(json_schema(kind))
    assert json.dumps(json_schema(kind)) == json.dumps(json_schema(kind))


@pytest.mark.parametrize(
    ("kind", "path"),
    [
        *(("statute", path) for path in STATUTES),
        *(("election", path) for path in ELECTIONS),
        *(("plan", path) for path in PLANS),
    ],
    ids=lambda value: value.stem if isinstance(value, Path) else value,
)
def test_every_file_that_we_ship_is_valid(kind: str, path: Path) -> None:
    """Statutes, elections and plans hold to the schema of their kind."""
    assert faults(kind, raw(path)) == []


@pytest.mark.parametrize("name", builtin_ids("elections"))
def test_every_timeline_is_valid(name: str) -> None:
    """What `timeline_data` gives of each election holds to the schema of timelines."""
    assert faults("timeline", timeline_data(electsched.resolve(electsched.load_election(name)))) == []


def _broken(value: object, path: tuple[str | int, ...]) -> list[tuple[str, object]]:
    """Return ways to spoil the value at the path: nothing there, another type there, an unknown key beside it."""
    found: list[tuple[str, object]] = []
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
        found.append((how, spoiled))
    return found


@pytest.mark.parametrize(
    ("kind", "path", "where"),
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
    ],
)
def test_what_the_reader_refuses_the_schema_refuses_too(
    tmp_path: Path, kind: str, path: Path, where: tuple[str | int, ...]
) -> None:
    """A required key that is missing, a value of another type, a key that is not known."""
    for how, spoiled in _broken(raw(path), where):
        assert faults(kind, spoiled), how
    # The reader itself, on the file with an unknown key at its top.
    spoilt = tmp_path / "spoilt.toml"
    spoilt.write_text("unheard_of = 1\n" + path.read_text(encoding="utf-8"), encoding="utf-8")
    load = electsched.load_plan if kind == "plan" else load_law
    with pytest.raises(electsched.InputError, match="unheard_of"):
        load(str(spoilt))


def test_a_statute_that_extends_another_needs_no_calendar() -> None:
    """Alone it needs a whole one."""
    city = raw(DATA / "statutes/gb/city-of-london.toml")
    assert faults("statute", city) == []
    del city["extends"]
    assert any("calendar" in fault for fault in faults("statute", city))


def test_what_an_editor_shows() -> None:
    """Each key says what it means, in the words of its class."""
    plan = json_schema("plan")
    assert plan["$defs"]["Post"]["properties"]["bring"]["description"] == "What to bring."
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


def test_a_schema_that_is_not() -> None:
    """The error names those that are."""
    with pytest.raises(UnknownNameError, match="statute, election, plan, timeline"):
        json_schema("roster")


def test_a_unit_may_have_a_zone(tmp_path: Path) -> None:
    """Its zone is text by the schema, and the file is read with it: the duties of its posts begin by that clock."""
    starter = (DATA / "plans" / "starter.toml").read_text(encoding="utf-8")
    path = tmp_path / "plan.toml"
    path.write_text(starter.replace("[[unit]]", '[[unit]]\nzone = "Asia/Jayapura"', 1), encoding="utf-8")
    assert faults("plan", raw(path)) == []
    assert json_schema("plan")["$defs"]["Unit"]["properties"]["zone"]["type"] == "string"
    roster, _ = electsched.build_roster(electsched.load_plan(path))
    assert {duty.span.start.strftime("%z") for duty in roster.duties} == {"+0900"}
