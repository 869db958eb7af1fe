"""Timelines and bounds of a law that is given by its id, by its path or as a value."""

from __future__ import annotations

from datetime import UTC, date, datetime
from importlib import resources
from pathlib import Path
from typing import Any

import pytest

import electsched
from electsched.errors import InputError, UnknownNameError
from electsched.law.statute import Statute
from electsched.timeline.election import Election

DATA = Path(str(resources.files("electsched") / "data"))
ELECTION = DATA / "elections" / "id" / "general-2024.toml"


@pytest.mark.parametrize("law", [str(ELECTION), ELECTION, electsched.load_election("id/general-2024")])
def test_resolve_accepts_a_path_or_an_election(law: str | Path | Election) -> None:
    """The timeline is that of the id."""
    assert electsched.resolve(law) == electsched.resolve("id/general-2024")


@pytest.mark.parametrize(
    "law", [DATA / "statutes" / "id" / "general.toml", electsched.load_statute("id/general"), "id/general"]
)
def test_resolve_accepts_a_statute(law: str | Path | Statute) -> None:
    """The campaign follows from polling day and the given dates."""
    given = {"final_list": date(2023, 11, 3), "pairs_determined": date(2023, 11, 13)}
    campaign = electsched.resolve(law, polling=date(2024, 2, 14), given=given)["campaign"]
    assert (campaign.start, campaign.end) == (date(2023, 11, 28), date(2024, 2, 10))


@pytest.mark.parametrize("law", [ELECTION, "id/general-2024"])
def test_bounds_accepts_an_id_or_a_path(law: str | Path) -> None:
    """The bounds are those of the loaded election."""
    assert electsched.bounds(law) == electsched.bounds(electsched.load_election("id/general-2024"))


def test_resolve_and_bounds_prefer_polling_to_the_given_entry() -> None:
    """`polling` replaces the entry `polling` of `given`."""
    given = {"polling": date(2024, 2, 21)}
    assert electsched.resolve("id/general", polling=date(2024, 2, 14), given=given)["polling"].end.day == 14
    assert electsched.bounds("id/general", polling=date(2024, 2, 14), given=given)["polling"].end.latest == date(
        2024, 2, 14
    )


def test_resolve_and_bounds_refuse_an_unknown_law_or_stage() -> None:
    """The error names the nearest stage; an unknown law is refused as by `load_election`."""
    for function in (electsched.resolve, electsched.bounds):
        with pytest.raises(UnknownNameError, match="id/generl"):
            function("id/generl")
        with pytest.raises(UnknownNameError, match=r"given\.campaing: found the stage 'campaing'; expected .*campaign"):
            function("id/general", given={"campaing": date(2024, 1, 1)})


@pytest.mark.parametrize("moment", [datetime(2024, 2, 9), datetime(2024, 2, 9, tzinfo=UTC), "2024-02-09"])  # noqa: DTZ001  # what people pass
def test_moment_is_no_day_of_a_holiday(moment: Any) -> None:  # noqa: ANN401  # no day
    """A moment equals no day, so a holiday would not count; it cannot be compared with the day of a declaration."""
    given = {"final_list": date(2023, 11, 3), "pairs_determined": date(2023, 11, 13)}
    for name, value in {"as_of": moment, "holidays": {moment: "New"}}.items():
        with pytest.raises(InputError, match=f"^{name}: found .*; expected a day such as 2024-02-14$"):
            electsched.resolve("id/general", polling=date(2024, 2, 14), given=given, **{name: value})


@pytest.mark.parametrize("last", [date.max, (date(9999, 12, 1), date.max), datetime(9999, 12, 31, 7)])  # noqa: DTZ001  # local
def test_last_day_of_all_is_no_day_of_a_stage(last: Any) -> None:  # noqa: ANN401  # a day, a moment or both
    """A stage ends as the next day begins, which the calendar of Python does not have."""
    with pytest.raises(InputError, match=r"^given\.expenses_return: found 9999-12-31.*; expected a day before 9999"):
        electsched.resolve("gb/pcc", polling=date(2024, 5, 2), nation="wales", given={"expenses_return": last})
