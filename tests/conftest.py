"""How the properties are tested: the same cases on every run, however slow the machine; what needs others' inputs.

A run by chance is a command of its own: ``pytest tests --hypothesis-profile=default``.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from hypothesis import settings

from electsched.io.folder import Folder
from tests.calendar_bytes import byte_faults

settings.register_profile("steady", derandomize=True, deadline=None)
settings.load_profile("steady")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Deselect what reads the inputs that others made, where they are not at hand."""
    place = Path(os.environ.get("ELECTSCHED_BENCHMARKS", Path(__file__).parents[2] / "shared" / "benchmarks"))
    if place.is_dir():
        return
    needing = [item for item in items if item.get_closest_marker("needs_benchmarks")]
    config.hook.pytest_deselected(items=needing)
    items[:] = [item for item in items if item not in needing]


@pytest.fixture(scope="session", autouse=True)
def every_calendar_is_sound(request: pytest.FixtureRequest) -> Iterator[None]:
    """Hold the bytes of each calendar that any test publishes against what clients choke on; not while time is taken.

    It would double the time of a publication here, and leave that of one in other processes alone.
    """
    if request.config.getoption("benchmark_enable"):
        yield
        return
    write = Folder.write
    known: set[int] = set()

    def checked(self: Folder, path: str, chunks: Sequence[bytes], over: str | None = None) -> None:
        data = b"".join(chunks)
        if path.endswith(".ics") and hash(data) not in known:
            faults = list(byte_faults(data))
            assert faults == [], (path, faults)
            known.add(hash(data))
        write(self, path, chunks, over)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Folder, "write", checked)
        yield
