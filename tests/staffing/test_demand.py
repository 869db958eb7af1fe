"""How many people a plan takes: ratios, whole groups, postures, totals."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from xml.etree import ElementTree as ET

import attrs
import pytest

import electsched
from electsched.i18n.text import Text
from electsched.operation.plan import Plan
from electsched.operation.resources import ForceRatio, StationGuard, Stations
from electsched.operation.windows import Window
from electsched.staffing.chart import demand_svg
from electsched.staffing.demand import Demand, ratio_for, station_needs

EXAMPLE = Path(__file__).parents[2] / "examples" / "jombang.toml"
PONOROGO = ForceRatio(tier="low", police=2, stations=12, linmas=24, source="S72")
DAY = Window(key="tps", name=Text.same("TPS"), start=date(2024, 2, 14), end=date(2024, 2, 14), zone="Asia/Jakarta")
GUARD = StationGuard(windows=("tps",))


@pytest.fixture(scope="module")
def plan() -> Plan:
    """Return the plan of Jombang."""
    return electsched.load_plan(EXAMPLE)


def people(groups: list[Stations], *ratios: ForceRatio) -> dict[str, int]:
    """Return the heads of each agency for groups of stations on one day."""
    demand = Demand(needs=tuple(station_needs(groups, ratios, GUARD, {"tps": DAY})), windows=(DAY,))
    return {str(total.group[0]): total.peak for total in demand.totals("agency")}


def test_one_unit_with_all_stations_of_jombang() -> None:
    """3,858 stations under 2-12-24 need 644 police in whole groups of two, and 7,716 linmas."""
    assert people([Stations(unit="a", tier="low", count=3858)], PONOROGO) == {"police": 644, "linmas": 7716}


def test_units_round_up_on_their_own() -> None:
    """Split over 21 units it takes somewhat more police, and as many linmas."""
    split = [Stations(unit=f"u{number}", tier="low", count=3858 // 21 + (number < 3858 % 21)) for number in range(21)]
    assert sum(group.count for group in split) == 3858
    found = people(split, PONOROGO)
    assert found["linmas"] == 7716
    assert 644 < found["police"] <= 644 + 21 * 2


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
        # The triples of 2019 break linmas = 2 x stations.
        ((2, 4, 6), 8, 4, 12),
    ],
)
def test_triples(triple: tuple[int, int, int], stations: int, police: int, linmas: int) -> None:
    """Police come in whole groups, linmas by station."""
    ratio = ForceRatio(tier="x", police=triple[0], stations=triple[1], linmas=triple[2])
    assert (ratio.police_for(stations), ratio.linmas_for(stations)) == (police, linmas)


@pytest.mark.parametrize("zero", ["police", "stations", "linmas"])
def test_a_ratio_with_a_zero(zero: str) -> None:
    """A plan made in Python is refused like a file: nobody at all is no force."""
    with pytest.raises(electsched.InputError, match="at least 1 of each for 'low'"):
        people([Stations(unit="a", tier="low", count=12)], attrs.evolve(PONOROGO, **{zero: 0}))  # type: ignore[arg-type]


def test_the_nearest_ratio_holds() -> None:
    """A unit's own ratio before that of the terrain, that of the terrain before the usual one."""
    remote = attrs.evolve(PONOROGO, stations=6, linmas=12, terrain="remote")
    own = attrs.evolve(PONOROGO, stations=1, linmas=2, unit="a")
    ratios = (PONOROGO, remote, own)
    assert ratio_for(Stations(unit="b", tier="low", count=1), ratios) is PONOROGO
    assert ratio_for(Stations(unit="b", tier="low", count=1, terrain="remote"), ratios) is remote
    assert ratio_for(Stations(unit="a", tier="low", count=1, terrain="remote"), ratios) is own
    with pytest.raises(electsched.InputError, match="no ratio for 'high'"):
        ratio_for(Stations(unit="a", tier="high", count=1), ratios)


def test_the_demand_of_a_warehouse(plan: Plan) -> None:
    """Two sessions of six and a controller: 13 heads a day, as in Surabaya (S82); 27 people take turns."""
    needs = [need for need in electsched.demand(plan).needs if need.post == "gudang-kpu"]
    assert sum(need.people for need in needs) == 13
    assert sum(need.rotation for need in needs) == 4 * 6 + 3 * 1
    assert {len(need.days) for need in needs} == {75 + 3 + 2 + 34}
    assert [need.role["en"] for need in needs if need.role] == ["duty controller"]


def test_totals_agree_with_the_roster(plan: Plan) -> None:
    """The heads of all days are those of the duties that teams do, and what they could not fill; stations apart."""
    roster, shortfalls = electsched.build_roster(plan)
    posts = sum(need.people * len(need.days) for need in electsched.demand(plan).needs if need.post != "stations")
    assert posts == sum(duty.people for duty in roster.duties) + sum(item.missing for item in shortfalls)


def test_totals_by_day_add_up(plan: Plan) -> None:
    """Days and units add up to the whole; a day in two phases stands in both."""
    demand = electsched.demand(plan)
    (whole,) = demand.totals()
    assert sum(total.person_days for total in demand.totals("day")) == whole.person_days
    assert sum(total.person_days for total in demand.totals("unit", "agency")) == whole.person_days
    by_phase = {total.group[0]: total for total in demand.totals("phase")}
    assert by_phase["rallies"].person_days < by_phase["campaign"].person_days
    days = [total.group[0] for total in demand.totals("day")]
    assert days == sorted(days, key=str)


def test_a_frame(plan: Plan) -> None:
    """A row for each day and need."""
    demand = electsched.demand(plan)
    frame = demand.to_frame()
    assert len(frame) == sum(len(need.days) for need in demand.needs)
    assert int(frame["heads"].sum()) == demand.totals()[0].person_days


# --- postures -----------------------------------------------------------------------------------------------------


def test_where_phases_meet_the_stricter_posture_holds(plan: Plan) -> None:
    """13 February 2024 is quiet, and the polling stations are guarded already."""
    postures = plan.postures
    assert [postures[date(2024, 2, day)].key for day in (10, 12, 13, 16)] == ["raised", "raised", "highest", "raised"]
    assert date(2024, 6, 1) not in postures


def test_a_post_that_is_raised(plan: Plan) -> None:
    """Under a posture for which it names another pattern, a post needs and gets that one; the seam leaves no gap."""
    post = next(post for post in plan.posts if post.key == "kpu")
    raised = attrs.evolve(
        post, windows=("campaign",), pattern_by_posture={"raised": "patrol"}, teams=(("kpu-1", "kpu-2", "kpu-3"),)
    )
    small = attrs.evolve(plan, posts=(raised,), station_guard=None)
    needs = electsched.demand(small).needs
    assert {need.shift: (len(need.days), need.people) for need in needs} == {
        "tour": (54, 6),
        "day": (21, 4),
        "night": (21, 4),
    }
    roster, shortfalls = electsched.build_roster(small)
    shifts = {(duty.day, duty.shift) for duty in roster.duties} | {(item.day, item.shift) for item in shortfalls}
    assert len(shifts) == 54 + 21 * 2


def test_a_plan_without_phases_or_stations(plan: Plan) -> None:
    """Neither is needed."""
    bare = attrs.evolve(
        plan, operation=attrs.evolve(plan.operation, phase=(), posture=()), station_guard=None, posts=plan.posts[:1]
    )
    assert bare.postures == {}
    assert [total.peak for total in electsched.demand(bare).totals("unit")] == [6]


def test_the_demand_as_a_picture(plan: Plan) -> None:
    """A column for each day and agency, with its number; well-formed, and nothing loaded from elsewhere."""
    demand = electsched.demand(plan)
    text = demand_svg(demand, language="id")
    root = ET.fromstring(text)  # noqa: S314  # our own text
    labels = [title.text for title in root.iter("{http://www.w3.org/2000/svg}title")]
    assert "14 Februari 2024: 7716" in labels
    assert len(labels) == 1 + len(demand.totals("day", "agency"))
    assert "href" not in text
    empty = Demand(needs=(), windows=())
    assert ET.fromstring(demand_svg(empty)) is not None  # noqa: S314  # as above
