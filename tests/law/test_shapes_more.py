"""One test for each further shape of rule that electoral laws need; each statute is in the folder `shapes`.

Days that no source states are illustrations; the statute marks them.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

import electsched
from electsched.errors import HorizonError, InputError
from electsched.law.date_arithmetic import show
from electsched.law.statute import Statute
from electsched.timeline.explain import explain
from electsched.timeline.timeline import Timeline

SHAPES = Path(__file__).parent / "shapes"


def shape(name: str) -> Statute:
    """Return a statute of the folder `shapes`."""
    return electsched.load_statute(str(SHAPES / f"{name}.toml"))


def closing(timeline: Timeline, key: str) -> str:
    """Return the last day or moment of a stage as text."""
    return show(timeline[key].closes or timeline[key].end)


def changed(tmp_path: Path, name: str, old: str, new: str) -> str:
    """Write a statute of the folder `shapes` with one text replaced, and return its path."""
    text = (SHAPES / f"{name}.toml").read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / f"{name}.toml"
    path.write_text(text.replace(old, new), encoding="utf-8")
    return str(path)


# --- ordinals, and days of a month and of a year ---


@pytest.mark.parametrize(("year", "polling"), [(2015, "2015-10-18"), (2019, "2019-10-20"), (2023, "2023-10-22")])
def test_switzerland_last_but_one_sunday_of_a_month(year: int, polling: str) -> None:
    """The National Council is elected on the last but one Sunday of October (SR 161.1, Art. 19(1))."""
    timeline = electsched.resolve(shape("ordinals"), given={"year_of_poll": date(year, 1, 1)})
    assert closing(timeline, "polling") == polling


def test_ordinals_beyond_the_fifth_last_day_and_nearest_weekday() -> None:
    """The poll of 22 October 2023 is counted by the sixth Friday, the end of a month, and the nearest Thursday."""
    timeline = electsched.resolve(shape("ordinals"), given={"year_of_poll": date(2023, 1, 1)})
    assert closing(timeline, "notice") == "2023-09-15"
    assert closing(timeline, "register") == "2023-08-31"
    assert closing(timeline, "sitting") == "2023-11-23"  # 21 November 2023 is a Tuesday

    assert "nearest" in explain(timeline["sitting"])


def test_holiday_is_an_anchor_of_a_rule() -> None:
    """Good Friday of 2023 was 7 April, and the next working day after Easter Monday is a Tuesday."""
    timeline = electsched.resolve(shape("ordinals"), given={"year_of_poll": date(2023, 1, 1)})
    assert closing(timeline, "spring_leaflet") == "2023-04-11"
    assert "Good Friday" in explain(timeline["spring_leaflet"])


def test_misspelt_holiday_is_refused_with_the_nearest_name(tmp_path: Path) -> None:
    """A name that the calendar has in no year is refused when the statute is loaded."""
    path = changed(tmp_path, "ordinals", 'holiday "Good Friday"', 'holiday "Good Fryday"')
    with pytest.raises(InputError, match="Good Friday") as caught:
        electsched.load_statute(path)
    assert caught.value.faults[0].at == 0


def test_holiday_of_an_unknown_year_is_refused() -> None:
    """A holiday beyond the known years is given to a caller who asks for a provisional answer only."""
    law, given = shape("ordinals"), {"year_of_poll": date(2035, 1, 1)}
    with pytest.raises(HorizonError):
        electsched.resolve(law, given=given)
    stage = electsched.resolve(law, given=given, provisional=True)["spring_leaflet"]
    assert (stage.end, stage.holidays) == (date(2035, 3, 27), "estimated")
