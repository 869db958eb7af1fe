"""The people of a roster by days, as values and as a picture, against the duties of the roster."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from xml.etree import ElementTree as ET

import attrs
import pytest

from electsched.i18n.text import Text
from electsched.operation.teams import Member
from electsched.pages.parts.heat_map import HeatMap, heat_map
from electsched.pages.parts.heat_svg import WIDTH, heat_svg
from electsched.roster.index import RosterIndex
from electsched.roster.rotation import build_roster
from tests.builders import LAST_DAY, a_pattern, a_plan, a_post, a_shift

SVG = "{http://www.w3.org/2000/svg}"
PATTERN = a_pattern(
    "two",
    [
        attrs.evolve(a_shift("day", 7, 12, people=2), name=Text.same("Pagi")),
        attrs.evolve(a_shift("night", 19, 12, people=2), name=Text.same("Malam")),
    ],
)
TEAMS = ("a", "b")


@pytest.fixture(scope="module")
def index() -> RosterIndex:
    """Return the roster of a post with two shifts and two teams; the people of the first team are known."""
    members = [Member(key=f"p-{number}", team="a", name=f"Person <{number}>") for number in (1, 2)]
    plan = a_plan(posts=[a_post("kpu", TEAMS, pattern="two")], patterns=[PATTERN], members=members)
    return RosterIndex(plan, build_roster(plan)[0])


def _cells(heat: HeatMap) -> Counter[tuple[str, date, str]]:
    """Count the cells by name, day and letters."""
    return Counter(
        (row.name, column.day, cell.letters)
        for month in heat.months
        for row in month.rows
        for column, cell in zip(month.days, row.cells, strict=True)
        if cell is not None
    )


def test_each_duty_of_each_person_is_a_letter_on_its_day(index: RosterIndex) -> None:
    """The cells are the duties of the roster; a team whose people are not known has a row without a name."""
    expected = Counter(
        (name, duty.day, {"day": "P", "night": "M"}[duty.shift])
        for duty in index.roster.duties
        for name in (("Person <1>", "Person <2>") if duty.team == "a" else ("",))
    )
    heat = heat_map(index, index.roster.duties, "id")
    assert _cells(heat) == expected
    assert sum(row.duties for month in heat.months for row in month.rows) == expected.total()
    in_order_of_the_day = [("P", "Pagi"), ("M", "Malam")]
    assert [(mark.letters, name) for mark, name in heat.key] == in_order_of_the_day


def test_months_have_every_day_and_their_weekends(index: RosterIndex) -> None:
    """The columns go from the first duty to the last without a gap; Saturdays and Sundays are marked."""
    heat = heat_map(index, index.roster.duties, "en")
    columns = [column for month in heat.months for column in month.days]
    first = index.roster.duties[0].day
    assert [column.day for column in columns] == [first + timedelta(days=number) for number in range(len(columns))]
    assert columns[-1].day == LAST_DAY
    assert [column.day for column in columns if column.is_weekend] == [
        column.day for column in columns if column.weekday in {"Sat", "Sun"}
    ]
    assert max(len(month.days) for month in heat.months) == 31


def test_two_duties_of_a_day_share_a_cell(index: RosterIndex) -> None:
    """Their letters are joined, both count, and the label names both."""
    duty = index.roster.duties[0]
    both = (attrs.evolve(duty, shift="day"), attrs.evolve(duty, shift="night"))
    (month,) = heat_map(index, both, "id").months
    (cell,) = (cell for cell in month.rows[0].cells if cell is not None)
    assert (cell.letters, cell.duties) == ("P+M", 2)
    assert "Pagi" in cell.label
    assert "Malam" in cell.label


def test_an_officer_without_a_duty_has_an_empty_row(index: RosterIndex) -> None:
    """Somebody of a team on duty whom no duty names is shown with no duty; a member asked for is alone."""
    duties = [attrs.evolve(duty, members=("p-1",)) for duty in index.roster.duties if duty.team == "a"]
    (month, *_) = heat_map(index, duties, "id").months
    assert [(row.name, row.duties > 0) for row in month.rows] == [("Person <1>", True), ("Person <2>", False)]
    (month, *_) = heat_map(index, duties, "id", member="p-1").months
    assert [row.name for row in month.rows] == ["Person <1>"]


@pytest.mark.parametrize("language", ["id", "en"])
def test_picture_has_a_letter_in_each_box_and_fits(index: RosterIndex, language: str) -> None:
    """Each cell is a box with its letters and label; nothing is drawn beside the picture, and names are escaped."""
    heat = heat_map(index, index.roster.duties, language)
    root = ET.fromstring(heat_svg(heat, language))  # noqa: S314  # our own
    boxes = [box for box in root.iter(f"{SVG}rect") if box.find(f"{SVG}title") is not None]
    texts = Counter(text.text for text in root.iter(f"{SVG}text"))
    cells = _cells(heat)
    assert len(boxes) == cells.total() + len(heat.key)
    assert texts["P"] == sum(count for (_, _, letters), count in cells.items() if letters == "P") + 1
    assert texts["Person <1>"] == len(heat.months)
    assert all(float(place.get("x", 0)) < WIDTH for place in root.iter() if place.get("x"))
    assert all(int(line.attrib["x2"]) <= WIDTH for line in root.iter(f"{SVG}line"))


@pytest.mark.parametrize("name", ["Regu PPK Ngoro {}", "Regu Panitia Pemilihan Kecamatan Bandarkedungmulyo {}"])
def test_long_names_of_teams_differ_on_the_picture(index: RosterIndex, name: str) -> None:
    """The number at the end of a team's name is seen, also if the name is longer than its column."""
    teams = tuple(
        attrs.evolve(team, name=Text.same(name.format(number))) for number, team in enumerate(index.plan.teams, 1)
    )
    named = RosterIndex(attrs.evolve(index.plan, teams=teams), index.roster)
    root = ET.fromstring(heat_svg(heat_map(named, named.roster.duties, "id"), "id"))  # noqa: S314  # our own
    texts = {text.text or "" for text in root.iter(f"{SVG}text")}
    shown = {text for text in texts if text.startswith("Regu P")}
    assert {text[-1] for text in shown} == {"1", "2"}
    assert ("…" in "".join(shown)) == ("Kecamatan" in name)


def test_picture_of_no_duties_is_well_formed(index: RosterIndex) -> None:
    """Without duties there is a title alone."""
    root = ET.fromstring(heat_svg(heat_map(index, (), "en"), "en"))  # noqa: S314  # our own
    assert [text.text for text in root.iter(f"{SVG}text")] == ["Duties by person"]
