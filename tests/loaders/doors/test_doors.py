"""The public functions take the id or the path of a law or a plan where they take the value."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import electsched
from electsched.errors import InputError, UnknownNameError
from electsched.loaders.plan import new_plan
from tests.sites import STAMP, files_of

ELECTION = "id/general-2024"
OF_TIMELINE: dict[str, Callable[[Any], object]] = {
    "audit": electsched.audit,
    "compare": lambda timeline: electsched.compare("id/general-2019", timeline).to_dict(),
    "security_window": lambda timeline: electsched.security_window(timeline, "campaign"),
    "stage_calendar": lambda timeline: electsched.stage_calendar(timeline, language="en").to_ical(),
}
OF_PLAN: dict[str, Callable[[Any], object]] = {
    "build_roster": electsched.build_roster,
    "check_roster": lambda plan: electsched.check_roster(electsched.build_roster(plan)[0], plan),
    "demand": electsched.demand,
    "duty_calendar": lambda plan: electsched.duty_calendar(
        plan, electsched.build_roster(plan)[0], team="team-1"
    ).to_ical(),
    "readiness": electsched.readiness,
}


@pytest.fixture
def starter(tmp_path: Path) -> Path:
    """Return a plan to start from."""
    return new_plan(tmp_path / "plan.toml")


@pytest.mark.parametrize("function", OF_TIMELINE.values(), ids=OF_TIMELINE)
def test_functions_of_a_timeline_take_its_law(function: Callable[[Any], object]) -> None:
    """An id and an election give what the timeline gives."""
    expected = function(electsched.resolve(ELECTION))
    assert function(ELECTION) == expected
    assert function(electsched.load_election(ELECTION)) == expected


@pytest.mark.parametrize("function", OF_PLAN.values(), ids=OF_PLAN)
def test_functions_of_a_plan_take_its_path(starter: Path, function: Callable[[Any], object]) -> None:
    """A path, as text or as a value, gives what the plan gives."""
    expected = function(electsched.load_plan(starter))
    assert function(str(starter)) == expected
    assert function(starter) == expected


def test_arguments_may_be_named(starter: Path) -> None:
    """The first argument has its name in the signature of each."""
    assert electsched.demand(plan=starter) == electsched.demand(starter)  # type: ignore[call-arg]
    assert electsched.audit(timeline=ELECTION) == electsched.audit(ELECTION)  # type: ignore[call-arg]


@pytest.mark.parametrize("by_path", [True, False])
def test_publish_takes_the_path_of_a_plan(starter: Path, tmp_path: Path, *, by_path: bool) -> None:
    """The site is that of the plan; an id of a law gives the site of its stages."""
    subject = starter if by_path else ELECTION
    plan = electsched.load_plan(starter) if by_path else electsched.resolve(ELECTION)
    electsched.publish(plan, tmp_path / "value", stamp=STAMP)
    electsched.publish(subject, tmp_path / "name", stamp=STAMP)
    assert files_of(tmp_path / "name") == files_of(tmp_path / "value")


@pytest.mark.parametrize("function", [*OF_TIMELINE.values(), *OF_PLAN.values()], ids=[*OF_TIMELINE, *OF_PLAN])
def test_another_kind_of_value_is_named(function: Callable[[Any], object]) -> None:
    """No traceback about attributes: the error says which values are taken."""
    expected = re.escape("found 'int'; expected a ") + "(timeline|plan), "
    with pytest.raises(InputError, match=expected):
        function(2024)


def test_unknown_names_have_the_nearest() -> None:
    """An id that does not exist is an error, and no file is looked for."""
    with pytest.raises(UnknownNameError, match=r"'id/general-2042'; expected one of .*id/general-2024"):
        electsched.audit("id/general-2042")
    with pytest.raises(InputError, match=r"plam\.toml"):
        electsched.demand("plam.toml")
    with pytest.raises(InputError, match="id/general-2042"):
        electsched.demand("id/general-2042")
