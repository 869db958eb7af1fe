"""What libical needs, and what is said where it is not there."""

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
    """Return the program, compiled; None where there is no compiler or no libical (Debian: libical-dev)."""
    compiler = shutil.which("cc")
    if compiler is None:
        return None
    program = Path(tempfile.mkdtemp(prefix="electsched-libical-")) / "libical_writer"
    command = (compiler, "-O2", "-o", str(program), str(SOURCE), "-lical")
    done = subprocess.run(command, check=False, capture_output=True)  # noqa: S603  # our own source
    return program if done.returncode == 0 else None


@pytest.fixture(scope="session")
def libical() -> Path:
    """Return the program that writes events with libical."""
    program = libical_writer()
    assert program is not None
    return program


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Deselect what needs libical where it is not there."""
    needing = [item for item in items if "libical" in getattr(item, "fixturenames", ())]
    if needing and libical_writer() is None:
        config.hook.pytest_deselected(items=needing)
        items[:] = [item for item in items if item not in needing]


def pytest_report_collectionfinish(config: pytest.Config) -> str | None:
    """Say why libical is not compared; nothing where it is, or was never asked for."""
    del config
    missing = libical_writer.cache_info().currsize and libical_writer() is None
    return "libical is not compared: no C compiler, or no libical-dev" if missing else None
