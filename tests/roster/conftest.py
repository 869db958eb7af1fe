"""Every roster by name that a test here makes is judged by a second scorer."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.roster.assignment.second_scorer import judged_results


@pytest.fixture(autouse=True, scope="package")
def _second_scorer() -> Iterator[None]:
    with judged_results():
        yield
