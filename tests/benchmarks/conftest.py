"""The program that writes events with libical, and the deselection of its tests if it cannot be compiled."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from functools import cache
from pathlib import Path

import pytest

SOURCE = Path(__file__).parent / "libical_writer.c"


@cache
def libical_writer() -> Path | None:
    """Return the compiled program, or None without a compiler or libical (Debian: libical-dev)."""
    compiler = shutil.which("cc")
    if compiler is None:
        return None
    program = Path(tempfile.mkdtemp(prefix="electsched-libical-")) / "libical_writer"
    command = (compiler, "-O2", "-o", str(program), str(SOURCE), "-lical")
    process = subprocess.run(command, check=False, capture_output=True)  # noqa: S603  # our own source
    return program if process.returncode == 0 else None


@pytest.fixture(scope="session")
def libical() -> Path:
    """Return the program that writes events with libical."""
    program = libical_writer()
    assert program is not None
    return program


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Deselect the tests that need libical if the program cannot be compiled."""
    tests = [test for test in items if "libical" in getattr(test, "fixturenames", ())]
    if tests and libical_writer() is None:
        config.hook.pytest_deselected(items=tests)
        items[:] = [test for test in items if test not in tests]


def pytest_report_collectionfinish(config: pytest.Config) -> str | None:
    """Return the reason if libical is not compared; None if it is, or if no test needs it."""
    del config
    missing = libical_writer.cache_info().currsize and libical_writer() is None
    return "libical is not compared: no C compiler, or no libical-dev" if missing else None
