"""The names that a caller imports from `electsched` itself."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import attrs
import pytest

import electsched
from electsched import errors
from electsched.loaders.json_schema import json_schema
from electsched.loaders.law_files.ids import DATA, builtin_ids
from electsched.loaders.plan import new_plan
from electsched.operation.plan import Plan
from electsched.publishing.executors import PublishOptions
from electsched.roster.candidates import who_can
from electsched.roster.duty import Roster
from electsched.roster.fairness import loads
from electsched.roster.index import RosterIndex
from electsched.roster.past.record import RosterRecord
from electsched.roster.repair.request import RepairRequest
from electsched.values import LINE_LENGTH

PLAN = Path(__file__).parents[1] / "examples" / "jombang.toml"
WRONG: Any = {"seed": 1}
"""A value of no class of the package."""
MANY_CLASSES = 60
NOON = datetime(2024, 1, 1, 12, tzinfo=UTC)
NAMES = [name for name in dir(electsched) if name != "__version__"]


@pytest.mark.parametrize("name", NAMES)
def test_public_name_loads(name: str) -> None:
    """A public name is imported when it is asked for, has a docstring, and is the same value the next time."""
    value = getattr(electsched, name)
    assert value.__doc__
    assert getattr(electsched, name) is value


def test_all_errors_are_public() -> None:
    """Each class of error that the package raises can be caught by a name of the top level."""
    classes = {name for name in errors.__all__ if isinstance(getattr(errors, name), type)}
    assert "UnknownNameError" in classes
    assert classes - set(NAMES) == set()


def test_version_is_that_of_the_distribution() -> None:
    """`__version__` has three numbers, as in the metadata of the installed distribution."""
    assert len(electsched.__version__.split(".")) == 3


def test_unknown_name_is_refused() -> None:
    """A name that is not public is no attribute, for mypy neither: in strict mode the ignore below must be needed."""
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = electsched.nothing  # type: ignore[attr-defined]


def test_import_loads_nothing_heavy() -> None:
    """Importing the package loads no library on which it depends."""
    libraries = ["pendulum", "icalendar", "holidays", "jinja2", "rich", "cattrs", "click", "attrs"]
    code = f"import sys, electsched; print([name for name in {libraries!r} if name in sys.modules])"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)  # noqa: S603  # our own code
    assert run.stdout.strip() == "[]"


@pytest.mark.parametrize(
    ("call", "nearest"),
    [
        (lambda _plan, _roster: electsched.resolve("id/genral"), "id/general"),
        (lambda _plan, _roster: electsched.load_election("id/general-2042"), "id/general-2024"),
        (lambda plan, _roster: plan.timeline["campagn"], "campaign"),
        (lambda plan, _roster: electsched.security_window(plan.timeline, "campagn"), "campaign"),
        (lambda plan, _roster: plan.post("kpuu"), "kpu"),
        (lambda plan, roster: electsched.duty_calendar(plan, roster, team="kpu-11"), "kpu-1"),
        (lambda plan, roster: electsched.duty_calendar(plan, roster, teem="kpu-1"), "team"),
        (lambda plan, _roster: electsched.explain(plan.timeline["campaign"], language="e"), "en"),
        (lambda plan, _roster: electsched.stage_calendar(plan.timeline, language="e"), "en"),
        (lambda plan, _roster: plan.timeline.to_svg("e"), "en"),
        (lambda plan, _roster: electsched.demand(plan).to_svg("e"), "en"),
        (lambda plan, _roster: electsched.readiness(plan).to_text("e"), "en"),
        (lambda plan, _roster: electsched.demand(plan).totals("day", "agenc"), "agency"),  # type: ignore[arg-type]
        (lambda plan, roster: loads(RosterIndex(plan, roster), "members"), "member"),  # type: ignore[arg-type]
        (lambda plan, roster: RosterIndex(plan, roster).duties_of("tem", "kpu-1"), "team"),
        (lambda plan, _roster: electsched.stage_calendar(plan.timeline, variant="bar"), "bars"),  # type: ignore[arg-type]
        (
            lambda plan, roster: electsched.duty_calendar(plan, roster, team="kpu-1", audience="untis"),  # type: ignore[arg-type]
            "unit",
        ),
        (lambda _plan, _roster: builtin_ids("statute"), "statutes"),
        (lambda _plan, _roster: json_schema("plans"), "plan"),
        (lambda _plan, _roster: electsched.load_statute(Path("id/genral")), "id/general"),
        (lambda _plan, _roster: electsched.load_plan(PLAN, languages=["e"]), "en"),  # type: ignore[list-item]
        (lambda plan, _roster: plan.timeline["campaign"].name["eng"], "en"),
        (lambda plan, _roster: plan.timeline["campaign"].computed.of("en"), "end"),
        (lambda plan, _roster: plan.timeline.statute["campaign"].versions("en"), "end"),
        (lambda _plan, _roster: new_plan("never.toml", language="e"), "en"),
    ],
)
def test_unknown_name_lists_the_nearest(
    plan: Plan, roster: Roster, call: Callable[[Plan, Roster], object], nearest: str
) -> None:
    """An unknown law, stage, post, team, choice or language is one kind of error, with the nearest names."""
    with pytest.raises(electsched.UnknownNameError) as raised:
        call(plan, roster)
    [fault] = raised.value.faults
    assert nearest in f"{fault.expected} {fault.hint}"


def _doors(plan: Plan, roster: Roster, folder: Path) -> dict[str, Callable[[Any], object]]:
    """Return a call for each door that takes a moment, by the name of the parameter and of the function."""
    publish, record = electsched.publish, RosterRecord(plan=plan.id, duties=roster.duties)
    return {
        "stamp of publish": lambda moment: publish(plan, folder, stamp=moment),
        "now of publish": lambda moment: publish(plan, folder, now=moment),
        "stamp of stage_calendar": lambda moment: electsched.stage_calendar(plan.timeline, stamp=moment),
        "stamp of duty_calendar": lambda moment: electsched.duty_calendar(plan, roster, team="kpu-1", stamp=moment),
        "now of build_roster": lambda moment: electsched.build_roster(plan, now=moment),
        "now of build_roster with a record": lambda moment: electsched.build_roster(plan, record=record, now=moment),
        "at of a repair": lambda moment: RepairRequest(at=moment),
        "issued of a plan": lambda moment: attrs.evolve(plan, issued=moment),
    }


@pytest.mark.parametrize("moment", [datetime(2023, 11, 20, 8), date(2023, 11, 20), "2023-11-20T08:00Z"])  # noqa: DTZ001  # the fault
def test_moment_without_a_zone_is_refused(plan: Plan, roster: Roster, tmp_path: Path, moment: object) -> None:
    """A moment that a caller gives has a zone; one without would give other bytes on each machine."""
    for name, call in _doors(plan, roster, tmp_path).items():
        with pytest.raises(
            electsched.InputError, match=f"^{name.split()[0]}: found .*expected a moment with its offset"
        ):
            call(moment)
    assert list(tmp_path.iterdir()) == []


def test_day_of_a_moment_selects_its_duties(plan: Plan, roster: Roster) -> None:
    """A moment in the place of a day is its date, and any other value is refused."""
    day, moment = date(2024, 1, 1), datetime(2024, 1, 1, 23, tzinfo=UTC)
    assert len(roster.select(day=moment)) == len(roster.select(day=day)) > 0
    assert who_can(plan, roster, post="kpu", day=moment, shift="tour") == who_can(
        plan, roster, post="kpu", day=day, shift="tour"
    )
    for call in (
        lambda value: roster.select(day=value),
        lambda value: who_can(plan, roster, post="kpu", day=value, shift="tour"),
    ):
        for wrong in ("2024-01-01", 5):
            with pytest.raises(electsched.InputError, match=r"^day: found .*expected a day such as 2024-02-14"):
                call(wrong)


@pytest.mark.parametrize(
    ("call", "parameter", "expected"),
    [
        (lambda plan, _, site: electsched.publish(plan, site, options=WRONG), "options", "PublishOptions"),
        (lambda plan, _, site: electsched.publish(plan, site, roster=WRONG), "roster", "Roster"),
        (lambda plan, _, __: electsched.check_roster(WRONG, plan), "roster", "Roster"),
        (lambda plan, _, __: electsched.duty_calendar(plan, WRONG, team="kpu-1"), "roster", "Roster"),
        (
            lambda plan, _, __: electsched.build_roster(plan, record=WRONG, now=NOON),
            "record",
            "RosterRecord",
        ),
        (lambda plan, _, __: electsched.assign(plan, settings=WRONG), "settings", "AssignSettings"),
        (lambda _, __, ___: electsched.explain(WRONG), "stage", "Stage"),
    ],
)
def test_value_of_another_class_is_refused(
    plan: Plan, roster: Roster, tmp_path: Path, call: Callable[..., object], parameter: str, expected: str
) -> None:
    """A value of another class than that of the parameter is an error that names both, before anything is written."""
    with pytest.raises(electsched.InputError, match=f"^{parameter}: found .*expected a value of the class {expected}$"):
        call(plan, roster, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_laws_and_plans_are_taken_by_path_and_by_id() -> None:
    """Each door that takes a law takes its id and its path, as a string or as a path."""
    statute, election = (DATA / f"{folder}.toml" for folder in ("statutes/id/general", "elections/id/general-2024"))
    assert (
        electsched.load_statute(statute)
        == electsched.load_statute(str(statute))
        == electsched.load_statute("id/general")
    )
    assert electsched.load_election(election) == electsched.load_election("id/general-2024")
    assert electsched.load_plan(PLAN).id == electsched.load_plan(str(PLAN)).id
    doors: list[Callable[[Any], object]] = [
        electsched.resolve,
        electsched.bounds,
        electsched.audit,
        electsched.stage_calendar,
        lambda law: electsched.security_window(law, "campaign"),
        lambda law: electsched.compare(law, law),
    ]
    for door in doors:
        assert repr(door(election)) == repr(door(str(election))) == repr(door("id/general-2024"))
    doors += [electsched.load_statute, electsched.load_election]
    for door in doors:
        with pytest.raises(electsched.InputError, match=r"^found 'int'; expected .* id/general-2024, or a path"):
            door(5)


def _values_below(*roots: object) -> list[object]:
    """Return the values of public classes of the package that are the roots, or in a field of another, each once."""
    values: dict[int, object] = {}
    rest = [*roots]
    while rest:
        value = rest.pop()
        if isinstance(value, tuple | list | set | frozenset):
            rest += value
        elif isinstance(value, Mapping):
            rest += [*value.keys(), *value.values()]
        elif type(value).__module__.startswith("electsched.") and id(value) not in values:
            values[id(value)] = value
            rest += [getattr(value, field.name) for field in getattr(type(value), "__attrs_attrs__", ())]
            rest += [item for name, item in getattr(value, "__dict__", {}).items() if name[0] != "_"]
    # A remark is a string, and an item of a module that begins with an underscore is nobody's.
    return [each for each in values.values() if not isinstance(each, str) and type(each).__name__[0] != "_"]


def test_reprs_fit_a_line(plan: Plan, roster: Roster, tmp_path: Path) -> None:
    """The repr of each value that a public function returns, and of each value in it, is short and tells of it."""
    with electsched.LinkRegistry.create(tmp_path / "links.db", plan) as links:
        links.issue(plan, NOON)
        tokens = {link.token for link in links.links()}
        values = _values_below(
            plan,
            roster,
            plan.timeline,
            electsched.load_election("id/general-2024"),
            electsched.security_window(plan.timeline, "campaign"),
            electsched.bounds("id/general", polling=plan.timeline["polling"].start),
            electsched.compare(plan.timeline, electsched.resolve("id/general-2019")),
            electsched.audit(plan.timeline),
            electsched.demand(plan),
            electsched.readiness(plan),
            electsched.check_roster(roster, plan),
            who_can(plan, roster, post="kpu", day=date(2024, 1, 1), shift="tour"),
            electsched.publish(plan, tmp_path / "site", options=PublishOptions()),
            links,
            [*links.links()],
            links.change("rotate", "unit", plan.units[0].key, NOON),
        )
    assert len({type(value) for value in values}) > MANY_CLASSES
    texts = {repr(value) for value in values}
    assert [text for text in texts if len(text) > LINE_LENGTH or "\n" in text or " object at " in text] == []
    assert [text for text in texts if any(token in text for token in tokens)] == []


def test_reference_lists_public_names() -> None:
    """The first page of the reference has each public name."""
    page = (Path(__file__).parents[1] / "docs" / "reference" / "index.md").read_text(encoding="utf-8")
    assert [name for name in NAMES if f"`{name}`" not in page] == []
