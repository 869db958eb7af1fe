"""Fixtures for all tests, and the choice of tests: marked modules that ``-m`` excludes are not even imported.

Properties run the same cases every time, without a limit on their time; ``pytest tests --hypothesis-profile=default``
draws new ones.
"""

from __future__ import annotations

import builtins
import os
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any, Self

import pytest
from hypothesis import settings

import electsched
from electsched.operation.plan import Plan
from electsched.roster.duty import Roster
from electsched.stores.base import FileStat
from electsched.stores.local import LocalStore
from tests.calendar_bytes import byte_faults
from tests.sites import jombang_without_members

settings.register_profile("steady", derandomize=True, deadline=None)
settings.load_profile("steady")


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Do not import a module whose own mark is excluded by ``-m``: the libraries that it needs may be missing."""
    if collection_path.suffix != ".py" or not collection_path.name.startswith("test_"):
        return None
    excluded = set(re.findall(r"\bnot (\w+)", config.getoption("markexpr")))
    marks = re.search(
        r"^pytestmark = (.*?)^(?=\S)", collection_path.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
    )
    return (marks is not None and not excluded.isdisjoint(re.findall(r"mark\.(\w+)", marks[0]))) or None


BEFORE_THE_OPERATION = datetime(2023, 10, 1, 1, tzinfo=UTC)


@pytest.fixture(autouse=True)
def english_locale(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let commands answer in English unless they are asked for another language, on every machine."""
    monkeypatch.setenv("LC_ALL", "C.UTF-8")


@pytest.fixture(autouse=True)
def clock_before_the_operation(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let publications of the example happen before its first day, on which its duties become a record.

    The commands of the documents and other processes read the real clock.
    """
    monkeypatch.setattr("electsched.publishing.publish.present_time", lambda: BEFORE_THE_OPERATION)


def pytest_report_header(config: pytest.Config) -> list[str]:
    """Say which tests this run leaves out."""
    excluded = re.findall(r"\bnot (\w+)", config.getoption("markexpr"))
    marks = f"left out, run by .ci/run: tests marked {', '.join(excluded)}" if excluded else "no mark is left out"
    folder = inputs_of_others()
    inputs = f"inputs that others made: {folder}"
    return [marks, inputs if folder.is_dir() else f"left out: tests of {inputs}, which is no folder"]


def inputs_of_others() -> Path:
    """Return the folder of inputs that others made, which may be absent."""
    return Path(os.environ.get("ELECTSCHED_BENCHMARKS") or Path(__file__).parents[2] / "shared" / "benchmarks")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Deselect the tests that read inputs made by others, if these are not at hand.

    ``needs_benchmarks("folder/file")`` needs that file of the folder, ``needs_benchmarks`` alone the folder.
    """
    folder = inputs_of_others()
    if os.environ.get("ELECTSCHED_BENCHMARKS") and not folder.is_dir():
        raise pytest.UsageError(f"ELECTSCHED_BENCHMARKS: no folder {folder}")
    marked = ((test, test.get_closest_marker("needs_benchmarks")) for test in items)
    tests = [test for test, mark in marked if mark and not folder.joinpath(*mark.args).exists()]
    config.hook.pytest_deselected(items=tests)
    items[:] = [test for test in items if test not in tests]


@pytest.fixture(scope="session")
def benchmark_inputs() -> Path:
    """Return the folder of inputs that others made."""
    return inputs_of_others()


@pytest.fixture(scope="session", autouse=True)
def every_calendar_is_sound(request: pytest.FixtureRequest) -> Iterator[None]:
    """Check the bytes of each calendar that a test publishes in this process, unless benchmarks are measured."""
    if request.config.getoption("benchmark_enable"):
        yield
        return
    write = LocalStore.write
    checked: set[int] = set()

    def write_checked(self: LocalStore, path: str, data: bytes, replaces: str | None = None) -> FileStat | None:
        if path.endswith(".ics") and hash(data) not in checked:
            faults = list(byte_faults(data))
            assert faults == [], (path, faults)
            checked.add(hash(data))
        return write(self, path, data, replaces)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(LocalStore, "write", write_checked)
        yield


@pytest.fixture(scope="session")
def plan() -> Plan:
    """Return the plan of Polres Jombang."""
    return jombang_without_members()


@pytest.fixture(scope="session")
def roster(plan: Plan) -> Roster:
    """Return the roster of the plan of Polres Jombang."""
    return electsched.build_roster(plan)[0]


class _FileOnFullDisk:
    """A file of which only half is written before the disk is full."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def write(self, data: bytes) -> None:
        self._file.write(data[: len(data) // 2])
        raise OSError(28, "No space left on device")


@pytest.fixture
def full_disk(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Callable[[str], bool]]]:
    """Fail the writes of files of a site whose names one of the listed functions accepts."""
    full: list[Callable[[str], bool]] = []
    names: list[str] = []
    builtin_open, write = builtins.open, LocalStore.write

    def write_(self: LocalStore, path: str, data: bytes, replaces: str | None = None) -> FileStat | None:
        names.append(path.rpartition("/")[2])
        try:
            return write(self, path, data, replaces)
        finally:
            names.pop()

    def open_(path: Any, mode: str = "r", *arguments: Any, **options: Any) -> Any:  # noqa: ANN401  # as open
        file = builtin_open(path, mode, *arguments, **options)
        if mode == "xb" and names and any(is_full(names[-1]) for is_full in full):
            return _FileOnFullDisk(file)
        return file

    monkeypatch.setattr(LocalStore, "write", write_)
    monkeypatch.setattr(builtins, "open", open_)
    yield full
    full.clear()
