"""Tests of given dates that the law cannot have: stages of other facts, and ends before their starts."""

from __future__ import annotations

from datetime import date

import pytest

import electsched
from electsched.errors import InputError


def test_given_stage_that_the_facts_leave_out_is_refused() -> None:
    """An ordinary election to the Bundestag has no dissolution: its date is refused with the fact that it needs."""
    given = {"polling": date(2025, 2, 23), "dissolution": date(2024, 12, 27)}
    with pytest.raises(
        InputError, match=r"given\.dissolution: .* under these facts: dissolved = no; .*the facts dissolved = yes"
    ):
        electsched.resolve("de/bundestag", given=given)
    dissolved = electsched.resolve("de/bundestag", given=given, facts={"dissolved": "yes"})
    assert dissolved["dissolution"].status == "tentative"


def test_stage_that_ends_before_its_start_is_refused() -> None:
    """The campaign begins 25 days after the final list: ten days before the poll, the list leaves it no day."""
    with pytest.raises(
        InputError, match=r"campaign_legislative: found an end before its start: 2024-02-29 to 2024-02-10"
    ):
        electsched.resolve("id/general", polling=date(2024, 2, 14), given={"final_list": date(2024, 2, 4)})
