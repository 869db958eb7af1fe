"""The limit on calls of a block."""

from __future__ import annotations

import pytest

from tests.bounded_work import at_most_calls


def _recurse(depth: int) -> int:
    return depth and _recurse(depth - 1) + 1


def test_block_with_more_calls_than_the_limit_fails() -> None:
    """It fails at the first call too many, and a block within the limit does not."""
    with at_most_calls(60):
        assert _recurse(50) == 50
    with pytest.raises(AssertionError, match="more than 40 calls"), at_most_calls(40):
        _recurse(50)
