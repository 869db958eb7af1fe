"""The names that a caller imports from `electsched` itself."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import electsched
from electsched import errors
from electsched.operation.plan import Plan
from electsched.roster.duty import Roster

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
    ],
)
def test_unknown_name_lists_the_nearest(
    plan: Plan, roster: Roster, call: Callable[[Plan, Roster], object], nearest: str
) -> None:
    """An unknown law, stage, post, team, kind of owner or language is one kind of error, with the nearest names."""
    with pytest.raises(electsched.UnknownNameError) as raised:
        call(plan, roster)
    [fault] = raised.value.faults
    assert nearest in f"{fault.expected} {fault.hint}"


def test_reprs_fit_a_line(plan: Plan, roster: Roster) -> None:
    """The repr of each value is short, whatever the value contains."""
    window = electsched.security_window(plan.timeline, "campaign")
    values = [
        plan,
        roster,
        roster.duties[0],
        window,
        window.span,
        plan.timeline,
        plan.timeline["campaign"],
        plan.timeline.statute,
        electsched.load_election("id/general-2024"),
        electsched.bounds("id/general", polling=plan.timeline["polling"].start),
        electsched.compare(plan.timeline, plan.timeline),
        electsched.demand(plan),
        electsched.readiness(plan),
    ]
    assert [repr(value) for value in values if len(repr(value)) > 160 or "\n" in repr(value)] == []


def test_reference_lists_public_names() -> None:
    """The first page of the reference has each public name."""
    page = (Path(__file__).parents[1] / "docs" / "reference" / "index.md").read_text(encoding="utf-8")
    assert [name for name in NAMES if f"`{name}`" not in page] == []
