"""The demand of a plan: ratios, whole groups, postures and totals."""

from __future__ import annotations

import csv
from datetime import date
from xml.etree import ElementTree as ET

import attrs
import pytest

import electsched
from electsched.errors import UnknownNameError
from electsched.operation.plan import Plan
from electsched.operation.resources import ForceRatio, Posture, StationGuard, Stations
from electsched.operation.shifts import OFF
from electsched.staffing.demand import Demand, ratio_for
from tests.builders import TOUR, a_line, a_pattern, a_plan, a_post, a_shift, a_window, an_operation, with_posture

PONOROGO = ForceRatio(tier="low", police=2, stations=12, linmas=24, source="S72")
POLLING_DAY = date(2024, 2, 14)


def _at_stations(stations: list[Stations], *ratios: ForceRatio) -> dict[str, int]:
    """Return the headcount of each agency at polling stations that are guarded for one day."""
    plan = a_plan(
        posts=(),
        windows=[a_window(POLLING_DAY, key="voting")],
        stations=tuple(stations),
        ratios=ratios,
        station_guard=StationGuard(windows=("voting",)),
    )
    return {str(total.group[0]): total.peak for total in electsched.demand(plan).totals("agency")}


# --- polling stations ---------------------------------------------------------------------------------------------


def test_stations_of_one_unit_need_whole_groups_of_police() -> None:
    """3,858 stations under 2-12-24 need 644 police in whole groups of two, and 7,716 linmas."""
    stations = [Stations(unit="polres", tier="low", count=3858)]
    assert _at_stations(stations, PONOROGO) == {"police": 644, "linmas": 7716}


def test_stations_of_each_unit_are_rounded_up() -> None:
    """Split over 21 units the stations need somewhat more police, and as many linmas."""
    split = [Stations(unit=f"u{number}", tier="low", count=3858 // 21 + (number < 3858 % 21)) for number in range(21)]
    assert sum(group.count for group in split) == 3858
    headcounts = _at_stations(split, PONOROGO)
    assert headcounts["linmas"] == 7716
    assert 644 < headcounts["police"] <= 644 + 21 * 2


@pytest.mark.parametrize(
    ("triple", "stations", "police", "linmas"),
    [
        # The triples of the facts: Tarakan, Kulon Progo, Jambi, Ponorogo, Jakarta Barat, Jombang 2018.
        ((2, 4, 8), 9, 6, 18),
        ((2, 2, 4), 9, 10, 18),
        ((2, 1, 2), 9, 18, 18),
        ((2, 10, 20), 9, 2, 18),
        ((2, 6, 12), 9, 4, 18),
        ((2, 16, 32), 17, 4, 34),
        ((1, 5, 10), 6, 2, 12),
        # In the triples of 2019 linmas are not twice the stations.
        ((2, 4, 6), 8, 4, 12),
    ],
)
def test_ratio_counts_police_by_group_and_linmas_by_station(
    triple: tuple[int, int, int], stations: int, police: int, linmas: int
) -> None:
    """Police come in whole groups, linmas by station."""
    ratio = ForceRatio(tier="x", police=triple[0], stations=triple[1], linmas=triple[2])
    assert (ratio.police_for(stations), ratio.linmas_for(stations)) == (police, linmas)


@pytest.mark.parametrize("field", ["police", "stations", "linmas"])
def test_demand_refuses_a_ratio_with_a_zero(field: str) -> None:
    """A plan made in Python is refused like a file."""
    stations = [Stations(unit="polres", tier="low", count=12)]
    with pytest.raises(electsched.InputError, match="at least 1 of each for 'low'"):
        _at_stations(stations, attrs.evolve(PONOROGO, **{field: 0}))  # type: ignore[arg-type]  # each field is a number


def test_ratio_of_the_unit_is_used_before_that_of_the_terrain() -> None:
    """A unit's ratio is used before that of the terrain, and that before the general one."""
    remote = attrs.evolve(PONOROGO, stations=6, linmas=12, terrain="remote")
    of_unit = attrs.evolve(PONOROGO, stations=1, linmas=2, unit="a")
    ratios = (PONOROGO, remote, of_unit)
    assert ratio_for(Stations(unit="b", tier="low", count=1), ratios) is PONOROGO
    assert ratio_for(Stations(unit="b", tier="low", count=1, terrain="remote"), ratios) is remote
    assert ratio_for(Stations(unit="a", tier="low", count=1, terrain="remote"), ratios) is of_unit
    with pytest.raises(electsched.InputError, match="no ratio for 'high'"):
        ratio_for(Stations(unit="a", tier="high", count=1), ratios)


# --- totals -------------------------------------------------------------------------------------------------------


def test_demand_of_the_warehouse_in_jombang(plan: Plan) -> None:
    """Two sessions of six and a controller: 13 people on duty, as in Surabaya (S82), of an establishment of 27."""
    needs = [need for need in electsched.demand(plan).needs if need.post == "gudang-kpu"]
    assert sum(need.headcount for need in needs) == 13
    assert sum(need.establishment for need in needs) == 4 * 6 + 3 * 1
    assert {len(need.days) for need in needs} == {75 + 3 + 2 + 34}
    assert [need.role["en"] for need in needs if need.role] == ["duty controller"]


def test_person_days_of_posts_equal_duties_and_shortfalls(plan: Plan) -> None:
    """The demand of posts is the people of all duties, and those missing in all shortfalls."""
    roster, shortfalls = electsched.build_roster(plan)
    needs = [need for need in electsched.demand(plan).needs if need.post != "stations"]
    person_days = sum(need.headcount * len(need.days) for need in needs)
    assert person_days == sum(duty.people for duty in roster) + sum(shortfall.missing for shortfall in shortfalls)


def test_totals_by_day_and_by_unit_add_up(plan: Plan) -> None:
    """Days and units add up to the whole; a day of two phases is counted in both."""
    demand = electsched.demand(plan)
    (whole,) = demand.totals()
    assert sum(total.person_days for total in demand.totals("day")) == whole.person_days
    assert sum(total.person_days for total in demand.totals("unit", "agency")) == whole.person_days
    by_phase = {total.group[0]: total for total in demand.totals("phase")}
    assert by_phase["rallies"].person_days < by_phase["campaign"].person_days
    days = [total.group[0] for total in demand.totals("day")]
    assert days == sorted(days, key=str)


def test_plan_without_phases_and_stations_has_a_demand() -> None:
    """Neither phases nor polling stations are needed."""
    plan = a_plan()
    assert plan.postures == {}
    assert [total.peak for total in electsched.demand(plan).totals("unit")] == [6]


# --- postures -----------------------------------------------------------------------------------------------------


def test_posture_with_the_highest_rank_holds_on_days_of_two_phases(plan: Plan) -> None:
    """13 February 2024 is in the quiet period, and the polling stations are guarded already."""
    postures = plan.postures
    assert [postures[date(2024, 2, day)].key for day in (10, 12, 13, 16)] == ["raised", "raised", "highest", "raised"]
    assert date(2024, 6, 1) not in postures


def test_pattern_by_posture_changes_the_demand_on_the_days_of_the_posture() -> None:
    """54 days need a 24-hour tour of six, the 21 days of the posture a day and a night shift of four; none is lost."""
    two_shifts = a_pattern(
        "two-shifts",
        [a_shift("day", 7, 12, 4), a_shift("night", 19, 12, 4)],
        a_line("day", "night", OFF),
    )
    operation = an_operation(a_window(), a_window(date(2024, 1, 21), days=21, key="rallies"))
    plan = a_plan(
        operation=with_posture(operation, "rallies", Posture(key="alert", name=TOUR.name, rank=1)),
        patterns=[TOUR, two_shifts],
        posts=[a_post(pattern_by_posture={"alert": "two-shifts"})],
    )
    needs = electsched.demand(plan).needs
    assert {need.shift: (len(need.days), need.headcount) for need in needs} == {
        "tour": (54, 6),
        "day": (21, 4),
        "night": (21, 4),
    }
    roster, shortfalls = electsched.build_roster(plan)
    shifts = {(entry.day, entry.shift) for entry in (*roster, *shortfalls)}
    assert len(shifts) == 54 + 21 * 2


# --- the demand in other forms ------------------------------------------------------------------------------------


@pytest.mark.extra
def test_demand_frame_has_a_row_for_each_day_and_need(plan: Plan) -> None:
    """The headcounts of the frame add up to the person-days."""
    demand = electsched.demand(plan)
    frame = demand.to_frame()
    assert len(frame) == sum(len(need.days) for need in demand.needs)
    assert int(frame["headcount"].sum()) == demand.totals()[0].person_days


def test_demand_csv_has_the_rows_of_the_frame() -> None:
    """A reader of CSV gets a header, and the need of each day."""
    demand = electsched.demand(a_plan(windows=[a_window(date(2024, 1, 1), days=2)]))
    rows = list(csv.reader(demand.to_csv().splitlines()))
    assert rows == [
        ["day", "unit", "agency", "post", "shift", "headcount", "establishment"],
        ["2024-01-01", "polres", "police", "kpu", "tour", "6", "18"],
        ["2024-01-02", "polres", "police", "kpu", "tour", "6", "18"],
    ]


def test_demand_svg_has_a_bar_for_each_day_and_agency(plan: Plan) -> None:
    """Each bar has its day and number; the picture is well-formed and loads nothing."""
    demand = electsched.demand(plan)
    text = demand.to_svg("id")
    root = ET.fromstring(text)  # noqa: S314  # our own text
    labels = [title.text for title in root.iter("{http://www.w3.org/2000/svg}title")]
    assert "14 Februari 2024: 7716" in labels
    assert len(labels) == 1 + len(demand.totals("day", "agency"))
    assert "href" not in text


def test_demand_svg_styles_no_other_picture_of_the_page() -> None:
    """Each rule of its style begins with its class."""
    root = ET.fromstring(electsched.demand(a_plan()).to_svg())  # noqa: S314  # our own text
    style = root.findtext("{http://www.w3.org/2000/svg}style") or ""
    assert root.get("class") == "es-headcount"
    assert all(rule.startswith(".es-headcount ") for rule in style.split("}") if rule)


def test_demand_svg_of_no_needs_is_well_formed() -> None:
    """An empty demand has a picture without bars."""
    root = ET.fromstring(Demand(needs=(), windows=()).to_svg())  # noqa: S314  # our own text
    assert len(list(root.iter("{http://www.w3.org/2000/svg}title"))) == 1


def test_unknown_language_is_refused() -> None:
    """Pictures and reports in a language that the package does not have are an error, not another language."""
    plan = a_plan()
    with pytest.raises(UnknownNameError, match="language: found 'xx'"):
        electsched.demand(plan).to_svg("xx")
    with pytest.raises(UnknownNameError, match="language: found 'xx'"):
        electsched.readiness(attrs.evolve(plan, posts=())).to_text("xx")


def test_demand_repr_fits_a_line() -> None:
    """It gives the number of needs and the largest headcount of a day."""
    assert repr(electsched.demand(a_plan())) == "Demand(1 needs, at most 6 people on a day)"
