"""Fingerprints: every field of every value that a calendar or page can show is in one, and so is the code."""

from __future__ import annotations

import copy
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta, timezone
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import attrs
import pytest

import electsched
from electsched.law.calendar import FurtherYears
from electsched.loaders.work_calendar import _FurtherYears
from electsched.operation.plan import Plan
from electsched.publishing.fingerprint import (
    LIBRARIES,
    OMITTED,
    code_fingerprint,
    fingerprint,
    library_versions,
    partition_fingerprint,
    shared_fingerprint,
)
from electsched.roster.duty import Duty, Roster
from electsched.roster.parts.partition import PARTITION_FIELDS
from electsched.timespan import Span
from tests.sites import three_districts

HOUR = timedelta(hours=1)
JAKARTA = ZoneInfo("Asia/Jakarta")
START = datetime(2024, 2, 1, 7, tzinfo=JAKARTA)
DUTY = Duty(
    post="kpu",
    line="guard",
    day=date(2024, 2, 1),
    shift="tour",
    team="kpu-1",
    people=6,
    span=Span(START, START + HOUR),
)
OTHER = "a value that no plan has"
IMPLEMENTED: Mapping[type[Any], tuple[type[Any], ...]] = {FurtherYears: (_FurtherYears,)}
"""The classes that implement a protocol which a field names."""


@pytest.fixture(scope="module")
def plan() -> Plan:
    """Return the plan of Polres Jombang with its members, and three of its 21 districts."""
    return three_districts()


# --- every field --------------------------------------------------------------------------------------------------


def _classes(value: object, seen: dict[type, Any], visited: set[int]) -> None:
    """Collect an instance of each attrs class below a value."""
    if id(value) in visited:
        return
    visited.add(id(value))
    kind: type[Any] = type(value)
    if attrs.has(kind):
        seen.setdefault(kind, value)
        for field in attrs.fields(kind):
            _classes(getattr(value, field.name), seen, visited)
    elif isinstance(value, Mapping):
        for key, part in value.items():
            _classes(key, seen, visited)
            _classes(part, seen, visited)
    elif isinstance(value, tuple | list | frozenset):
        for part in value:
            _classes(part, seen, visited)


def _subclasses(kind: type[Any]) -> Iterator[type[Any]]:
    yield kind
    for subclass in kind.__subclasses__():
        yield from _subclasses(subclass)


def _annotated(kind: type[Any]) -> Iterator[type[Any]]:
    """Yield the attrs classes that the annotations of a class name, with their subclasses."""
    attrs.resolve_types(kind)
    pending: list[Any] = [field.type for field in attrs.fields(kind)]
    while pending:
        annotation = pending.pop()
        pending += getattr(annotation, "__args__", ())
        if isinstance(annotation, type):
            yield from (part for kind in IMPLEMENTED.get(annotation, (annotation,)) for part in _subclasses(kind))


def shown_classes() -> list[type[Any]]:
    """Return every class of values that a calendar or page can show: those reachable from a plan and its duties."""
    classes: dict[type[Any], None] = {}
    pending: list[type[Any]] = [Plan, Roster, Duty]
    while pending:
        kind = pending.pop()
        if kind not in classes and attrs.has(kind):
            classes[kind] = None
            pending += _annotated(kind)
    return sorted(classes, key=lambda kind: kind.__qualname__)


def _with_field(instance: object, name: str, value: object) -> Any:  # noqa: ANN401  # an instance of any class
    changed = copy.copy(instance)
    object.__setattr__(changed, name, value)
    return changed


def _bare(kind: type[Any]) -> object:
    """Return an instance of an attrs class with a text in every field."""
    instance: object = object.__new__(kind)
    for field in attrs.fields(kind):
        object.__setattr__(instance, field.name, "")
    return instance


@pytest.mark.parametrize("kind", shown_classes(), ids=lambda kind: kind.__qualname__)
def test_every_field_of_a_class_changes_the_fingerprint(kind: type[Any]) -> None:
    """A field changes the fingerprint, unless it is listed with a reason or computed from the others."""
    instance = _bare(kind)
    for field in attrs.fields(kind):
        value = (DUTY,) if (kind, field.name) == (Roster, "duties") else OTHER
        same = fingerprint(_with_field(instance, field.name, value)) == fingerprint(instance)
        assert same == ((kind, field.name) in OMITTED or not field.init), field.name


def test_shown_classes_include_those_of_the_example(plan: Plan) -> None:
    """No value of a real plan and its duties is of a class that the test above does not know."""
    seen: dict[type, Any] = {}
    _classes((plan, electsched.build_roster(plan)[0]), seen, set())
    assert set(seen) <= set(shown_classes())
    assert len(shown_classes()) > 40


def test_every_field_of_the_example_changes_the_fingerprint_of_the_plan(plan: Plan) -> None:
    """Each field of each kind of value in a real plan, changed in its place, changes the fingerprint of the plan."""
    expected = fingerprint(plan)
    forgotten = [path for path, changed in _changed_plans(plan) if fingerprint(changed) == expected]
    assert forgotten == []


def _changed_plans(plan: Plan) -> Iterator[tuple[str, Plan]]:
    """Yield the plan with one field changed, for each field of each class, with the path of the field."""
    done: set[tuple[type, str]] = set(OMITTED)

    def changes(value: Any) -> Iterator[tuple[str, Any]]:  # noqa: ANN401  # a value of any class
        if attrs.has(type(value)):
            for field in attrs.fields(type(value)):
                if not field.init or (type(value), field.name) in OMITTED:
                    continue
                if (type(value), field.name) not in done:
                    done.add((type(value), field.name))
                    yield field.name, _with_field(value, field.name, OTHER)
                for path, part in changes(getattr(value, field.name)):
                    yield f"{field.name}.{path}", _with_field(value, field.name, part)
        elif isinstance(value, tuple):
            for number, part in enumerate(value):
                for path, changed in changes(part):
                    yield f"{number}.{path}", (*value[:number], changed, *value[number + 1 :])

    yield from changes(plan)


@pytest.mark.parametrize("name", [field.name for field in attrs.fields(Duty)])
def test_every_field_of_a_duty_changes_the_fingerprint_of_its_roster(name: str) -> None:
    """Each field of one duty among others changes the fingerprint of the roster."""
    other = attrs.evolve(DUTY, team="kpu-2")
    changed = _with_field(other, name, OTHER)
    assert fingerprint(Roster((DUTY, changed))) != fingerprint(Roster((DUTY, other)))


# --- values -------------------------------------------------------------------------------------------------------

LONDON = datetime(2024, 10, 27, 1, 30, tzinfo=ZoneInfo("Europe/London"))
DIFFERENT = [
    *(
        "",
        "1",
        1,
        1.0,
        True,
        None,
        0,
        False,
        -0.0,
        0.0,
        (),
        ((),),
        ("",),
        ("", ""),
        {},
        {"": ""},
        frozenset(),
        frozenset({""}),
    ),
    *(date(2024, 2, 1), date(2024, 2, 1).toordinal(), datetime(2024, 2, 1), time(7), timedelta(hours=7), timedelta(7)),  # noqa: DTZ001  # without a zone
    *(
        START,
        START.replace(tzinfo=ZoneInfo("Asia/Pontianak")),
        START.astimezone(UTC),
        START + timedelta(microseconds=1),
    ),
    *(START.replace(tzinfo=timezone(7 * HOUR)), LONDON, LONDON.replace(fold=1)),
    *(DUTY, attrs.evolve(DUTY, relief=True), DUTY.span, {date(2024, 2, 1): 1}, {date(2024, 2, 2): 1}, {"1": 1}, {1: 1}),
    *(Span(START, START + HOUR + timedelta(seconds=1)), ({"a": 1},), ({"a": 2},)),
]


def test_different_values_have_different_fingerprints() -> None:
    """Values that are equal to Python, such as 1 and True, or one hour in two zones, are told apart."""
    fingerprints = [fingerprint(value) for value in DIFFERENT]
    assert len(set(fingerprints)) == len(DIFFERENT)


def test_equal_values_have_one_fingerprint() -> None:
    """The fingerprint does not depend on which objects are shared, or on the order of a set."""
    duty = attrs.evolve(DUTY, span=Span(START, START + HOUR))
    assert fingerprint(Roster((DUTY, DUTY))) == fingerprint(Roster((DUTY, duty)))
    assert fingerprint(frozenset("abc")) == fingerprint(frozenset("cba"))


@pytest.mark.parametrize("value", [object(), len, b"bytes", {(1, 2): 3}], ids=lambda value: type(value).__name__)
def test_value_of_an_unknown_type_is_refused(value: object) -> None:
    """A value whose content is not known has no fingerprint: two of them would look the same."""
    with pytest.raises(TypeError):
        fingerprint((value,))


# --- plans --------------------------------------------------------------------------------------------------------


def test_shared_fingerprint_is_of_all_that_partitions_share(plan: Plan) -> None:
    """Each field of the plan is in the shared fingerprint or in that of the partition, and none in both."""
    shared, own = shared_fingerprint(plan), partition_fingerprint("", plan, None)
    for field in attrs.fields(Plan):
        changed = _with_field(plan, field.name, OTHER)
        is_own = field.name in PARTITION_FIELDS
        is_shared = not is_own and (Plan, field.name) not in OMITTED
        assert (shared_fingerprint(changed) != shared, partition_fingerprint("", changed, None) != own) == (
            is_shared,
            is_own,
        ), field.name


def test_partition_fingerprint_is_of_roster_and_options(plan: Plan) -> None:
    """Another roster, other options, and another shared part change the fingerprint of a partition."""
    roster = Roster((DUTY,))
    fingerprints = [
        partition_fingerprint("", plan, None),
        partition_fingerprint("", plan, roster),
        partition_fingerprint("", plan, Roster(())),
        partition_fingerprint("", plan, roster, ("unit",)),
        partition_fingerprint("shared", plan, roster),
    ]
    assert len(set(fingerprints)) == len(fingerprints)


# --- code ---------------------------------------------------------------------------------------------------------


def test_code_fingerprint_has_the_versions_of_the_libraries() -> None:
    """The versions of all libraries that decide a byte, and of the time zones, are in the fingerprint of the code."""
    assert set(library_versions()) == {*LIBRARIES, "time_zones"}
    assert {"icalendar", "jinja2", "segno", "tzdata", "holidays", "pendulum"} <= set(LIBRARIES)
    assert len(code_fingerprint()) == 64


PUBLISH = """
import sys
from datetime import UTC, datetime
import attrs, electsched
plan = electsched.load_plan(sys.argv[1])
posts = plan.posts[:2]
plan = attrs.evolve(plan, posts=posts, musters=())
roster, _ = electsched.build_roster(plan)
if sys.argv[3]:
    roster = attrs.evolve(roster, duties=tuple(attrs.evolve(duty, note=sys.argv[3]) for duty in roster.duties))
done = electsched.publish(plan, sys.argv[2], roster=roster, stamp=datetime(2023, 11, int(sys.argv[4]), tzinfo=UTC))
print(len(done.written), sum(path.endswith(".ics") for path in done.written), sep="\\n")
"""


class _Package:
    """A copy of the package whose source can be changed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        source = Path(electsched.__file__).parent
        shutil.copytree(source, folder / "electsched")  # with what is compiled, which is valid until a source changes

    def replace(self, module: str, old: str, new: str) -> None:
        path = self._folder / "electsched" / module
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    def publish(self, note: str = "", day: int = 20) -> tuple[int, int]:
        """Publish a part of the example, and return the number of files and of calendars that were written."""
        command = [sys.executable, "-B", "-c", PUBLISH, str(Path("examples/jombang.toml").resolve())]
        run = subprocess.run(  # noqa: S603  # the program above
            [*command, str(self._folder / "site"), note, str(day)],
            cwd=self._folder,
            env={"PYTHONPATH": str(self._folder)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert run.returncode == 0, run.stderr
        files, calendars = map(int, run.stdout.split())
        return files, calendars


@pytest.fixture
def package(tmp_path: Path) -> _Package:
    """Return a copy of the package."""
    return _Package(tmp_path)


def test_new_field_of_a_duty_that_is_shown_rewrites_calendars(package: _Package) -> None:
    """A field added to `Duty` and shown in its text is in the fingerprint without another change of the code."""
    package.replace("roster/duty.py", "    relief: bool = False\n", '    relief: bool = False\n    note: str = ""\n')
    package.replace("calendars/duty_events.py", 'summary=f"', 'summary=f"{duty.note} ')
    first, _ = package.publish("one")
    assert first > 0
    assert package.publish("one", day=21) == (0, 0)
    written, calendars = package.publish("two", day=21)
    assert calendars > 2
    assert written > calendars


@pytest.mark.long
@pytest.mark.parametrize(
    ("module", "old", "new"),
    [
        ("calendars/feed.py", '"sienna", "#A0522D"', '"peru", "#CD853F"'),
        ("calendars/stage_events.py", '"campaign": "darkorange"', '"campaign": "orange"'),
    ],
)
def test_changed_colour_in_the_code_rewrites_calendars(package: _Package, module: str, old: str, new: str) -> None:
    """A constant that is changed in the code is published, though no value has changed."""
    package.publish()
    assert package.publish(day=21) == (0, 0)
    package.replace(module, old, new)
    _, calendars = package.publish(day=21)
    assert calendars > 0
    assert package.publish(day=22) == (0, 0)
