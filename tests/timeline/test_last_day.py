"""The last day that can be written: a calendar ends on the day after, so no stage may end there."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

import electsched
from electsched.errors import InputError

LAW = """
format = 1
id      = "x/y"
name    = "Y"
zone    = "UTC"

[calendar]
name = "C"
weekend = [6, 7]
first = 1900-01-01
country = "ID"

[[stage]]
key  = "polling"
name = "Polling"
kind = "voting"

[[stage]]
key  = "oath"
name = "Oath"
kind = "oath"
start = [{ rule = "polling + 10 days", law = { instrument = "X", provision = "Art 1" } }]

[[stage]]
key  = "counting"
name = "Counting"
kind = "counting"
start = [{ rule = "polling + 1 day", law = { instrument = "X", provision = "Art 1" } }]
end = [{ rule = "polling + 10 days", law = { instrument = "X", provision = "Art 1" } }]
"""
ELECTION = """
format  = 1
id      = "x/y-9999"
name    = "Y"
statute = "law.toml"

[source]
S = { title = "A decree", url = "https://example.org/s" }

[[date]]
stage   = "polling"
start   = 9999-12-31
sources = ["S"]
"""


@pytest.fixture
def law(tmp_path: Path) -> str:
    """Write a statute whose oath is ten days after polling day."""
    path = tmp_path / "law.toml"
    path.write_text(LAW, encoding="utf-8")
    return str(path)


def test_computed_last_day_is_refused(law: str) -> None:
    """The fault names the stage and its part; the day before can be drawn, exported and explained."""
    with pytest.raises(InputError, match=r"oath\.start: found 9999-12-31; expected a day before 9999-12-31"):
        electsched.resolve(law, polling=date(9999, 12, 21), provisional=True)
    timeline = electsched.resolve(law, polling=date(9999, 12, 20), provisional=True)
    assert "<svg" in timeline.to_svg()
    assert b"DTEND;VALUE=DATE:99991231" in electsched.stage_calendar(timeline, language="en").to_ical()
    assert timeline["counting"].span("Asia/Jakarta").end.isoformat() == "9999-12-31T00:00:00+07:00"


def test_given_and_decreed_last_days_are_refused(law: str) -> None:
    """A day that a caller gives and one that an election states are refused in the same words."""
    expected = "found 9999-12-31; expected a day before 9999-12-31, the last of all"
    with pytest.raises(InputError, match=f"given.polling: {expected}"):
        electsched.resolve(law, polling=date(9999, 12, 31), provisional=True)
    election = Path(law).with_name("election.toml")
    election.write_text(ELECTION, encoding="utf-8")
    with pytest.raises(InputError, match=rf"date\[0\]\.start: {expected}"):
        electsched.load_election(str(election))


def test_moments_that_no_clock_shows_are_refused(law: str) -> None:
    """Midnight of the first day of all in Jakarta is in no year by UTC."""
    stage = electsched.resolve(law, polling=date(1, 1, 1), provisional=True)["polling"]
    with pytest.raises(InputError, match="polling: found 0001-01-01"):
        stage.span("Asia/Jakarta")
