"""A list of people, and the second scorer that judges every roster by name that a test here makes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.roster.assignment.second_scorer import judged_results


@pytest.fixture(autouse=True, scope="package")
def _second_scorer() -> Iterator[None]:
    with judged_results():
        yield


@pytest.fixture
def members(folder: Path) -> Path:
    """Return a list of six numbered people in each of the three teams of the starter."""
    path = folder / "members.csv"
    rows = [f"m{team}{number},team-{team},Person {team}{number}" for team in (1, 2, 3) for number in range(6)]
    path.write_text("key,team,name\n" + "\n".join(rows) + "\n", encoding="utf-8")
    return path
