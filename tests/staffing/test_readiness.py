"""The readiness of a plan: shortages of people and means, their days and their effect."""

from __future__ import annotations

import csv
import json
from datetime import date
from pathlib import Path

import attrs
import pytest

import electsched
from electsched.cli.main import main as electsched_main
from electsched.cli.printouts import muster_page
from electsched.operation.plan import Plan
from electsched.operation.resources import Posture, Reinforcement, Resource, Strength
from electsched.staffing.report import ReadinessLine
from tests.builders import TOUR, a_plan, a_post, a_window, an_operation, with_posture
from tests.sites import write_plan

EXAMPLE = Path(__file__).parents[2] / "examples" / "jombang.toml"


def _line(plan: Plan, phase: str, unit: str, resource: str = "people") -> ReadinessLine:
    lines = electsched.readiness(plan).lines
    return next(line for line in lines if (line.phase, line.unit, line.resource) == (phase, unit, resource))


def _with_strength(plan: Plan, unit: str, **numbers: object) -> Plan:
    """Return the plan with other numbers for the strength of a unit."""
    strengths = tuple(
        attrs.evolve(strength, **numbers) if strength.unit == unit else strength  # type: ignore[arg-type]  # any field
        for strength in plan.strengths
    )
    return attrs.evolve(plan, strengths=strengths)


# --- people -------------------------------------------------------------------------------------------------------


def test_jombang_has_no_shortage(plan: Plan) -> None:
    """850 police (S96) suffice for the illustrative plan, with reinforcement from the Polres for the stations."""
    report = electsched.readiness(plan)
    assert report.short == ()
    assert report.uncounted == ()
    assert sum(strength.roll for strength in plan.strengths) == 850


def test_shortage_of_people_has_its_days_and_effect(plan: Plan) -> None:
    """Nine present of an establishment of twelve: three short from the first day to the last, a quarter of the duty."""
    few = _with_strength(plan, "polsek-diwek", present=9)
    line = _line(few, "campaign", "polsek-diwek")
    assert (line.need, line.have, line.short, line.on_duty) == (12, 9, 3, 9)
    assert (line.start, line.end) == (date(2023, 11, 28), date(2024, 2, 10))
    assert line.unmanned == 75 * 3  # a quarter of a headcount of nine, rounded up: three a day
    report = electsched.readiness(few)
    expected = "12 - 9 = 3; 28 November 2023 – 10 February 2024: about 225 heads of duty not filled"
    assert report.to_text().startswith(f"Campaign security, Polsek Diwek, People: {expected}")
    assert "sekitar 225 orang-sesi tidak terisi" in report.to_text("id")


def test_people_on_leave_count_only_under_a_leave_embargo() -> None:
    """On the days of full alert nobody is on leave; in the rest of the campaign those on leave are missing."""
    operation = an_operation(a_window(), a_window(date(2024, 1, 21), days=3, key="alert"))
    alert = Posture(key="highest", name=TOUR.name, rank=1, leave_embargo=True)
    plan = a_plan(
        operation=with_posture(operation, "alert", alert),
        strengths=(Strength(unit="polres", present=15, leave=3),),
    )
    assert _line(plan, "campaign", "polres").short == 3
    assert _line(plan, "alert", "polres").short == 0


def test_reinforcement_counts_at_its_post_and_not_at_home(plan: Plan) -> None:
    """People sent to another unit are counted there on the days of their windows, and are missing at home (BKO)."""
    at_home = _line(plan, "campaign", "polres-jombang").have
    sent = Reinforcement(home="polres-jombang", to="polsek-diwek", people=5, windows=("campaign",))
    reinforced = attrs.evolve(plan, reinforcements=(*plan.reinforcements, sent))
    assert _line(reinforced, "campaign", "polres-jombang").have == at_home - 5
    assert _line(reinforced, "campaign", "polsek-diwek").have == 17
    quiet = [_line(either, "quiet_period", "polsek-diwek").have for either in (reinforced, plan)]
    assert quiet[0] == quiet[1]
    from_outside = attrs.evolve(plan, reinforcements=(attrs.evolve(sent, home=""),))
    assert _line(from_outside, "campaign", "polsek-diwek").have == 17


def test_line_is_that_of_the_worst_day_of_the_phase(plan: Plan) -> None:
    """Without reinforcement the quiet period has a shortage on the one day on which stations are guarded in it."""
    line = _line(attrs.evolve(plan, reinforcements=()), "quiet_period", "polsek-diwek")
    assert (line.start, line.end, line.have) == (date(2024, 2, 13), date(2024, 2, 13), 12)
    assert line.short == line.need - 12


def test_people_to_be_sent_who_do_not_exist_are_missing(plan: Plan) -> None:
    """A unit never has less than nobody: those whom it cannot send are missing besides its establishment."""
    few = _with_strength(plan, "polres-jombang", present=150)
    line = _line(few, "polling_stations", "polres-jombang")
    sent = sum(reinforcement.people for reinforcement in plan.reinforcements)
    assert (line.have, line.unsent) == (0, sent - 150 - 12)  # on those days nobody is on leave
    assert line.short == line.need == 125 + line.unsent
    assert line.unmanned == 3 * line.on_duty
    assert f"{line.unsent} of those to be sent to others are not there" in line.effect("en")
    enough = _line(plan, "polling_stations", "polres-jombang")
    assert (enough.unsent, enough.have) == (0, 570 + 12 - sent)


def test_unit_without_a_strength_is_reported(plan: Plan) -> None:
    """A unit with a demand and no strength in the plan is named."""
    strengths = tuple(strength for strength in plan.strengths if strength.unit != "polsek-perak")
    report = electsched.readiness(attrs.evolve(plan, strengths=strengths))
    assert report.uncounted == ("polsek-perak",)
    assert "Strength not counted: Polsek Perak" in report.to_text()


# --- means --------------------------------------------------------------------------------------------------------


def test_shortage_of_means_names_the_posts_or_the_people(plan: Plan) -> None:
    """A lack of cars names the posts that need them; a lack of vests the number of people without one."""
    lacking = _with_strength(plan, "polres-jombang", has={"patrol-car": 3, "radio": 60, "vest": 100}, out={})
    cars = _line(lacking, "campaign", "polres-jombang", "patrol-car")
    assert list(cars.posts) == ["patroli", "rapat-umum"]
    assert cars.effect("en") == "21 January 2024 – 10 February 2024: 1 missing for Patrol, Mobile rally detail"
    assert cars.effect("id").endswith("kurang 1 untuk Patroli, Pengamanan rapat umum")
    vests = _line(lacking, "campaign", "polres-jombang", "vest")
    assert vests.effect("en").endswith("11 people on duty without")


@pytest.mark.parametrize(
    ("resource", "has", "out", "short"),
    [("patrol-car", 6, 3, 1), ("patrol-car", 4, 0, 0), ("vest", 100, 0, 11), ("radio", 7, 1, 1)],
)
def test_means_out_of_order_do_not_count(plan: Plan, resource: str, has: int, out: int, short: int) -> None:
    """Means that cannot be used are missing; a vest is needed by each person of the establishment.

    On the days of rallies the patrol and the rally detail need two cars each, and with the warehouse seven radios.
    """
    numbers = {"patrol-car": 6, "radio": 60, "vest": 600} | {resource: has}
    line = _line(
        _with_strength(plan, "polres-jombang", has=numbers, out={resource: out}), "rallies", "polres-jombang", resource
    )
    assert line.short == short
    assert line.unmanned == 0


def test_means_of_a_post_are_counted_once_for_all_its_shifts() -> None:
    """A post that needs two cars needs two, however many shifts its pattern has."""
    car = Resource(key="car", name=TOUR.name, kind="vehicle")
    strength = Strength(unit="polres", present=18, has={"car": 1})
    plan = a_plan(posts=[a_post(needs={"car": 2})], resources=(car,), strengths=(strength,))
    line = _line(plan, "campaign", "polres", "car")
    assert (line.need, line.have, list(line.posts)) == (2, 1, ["kpu"])


# --- the report in other forms ------------------------------------------------------------------------------------


@pytest.mark.extra
def test_readiness_csv_and_frame_have_a_row_for_each_line() -> None:
    """Both have the lines with their numbers and days."""
    report = electsched.readiness(a_plan(strengths=(Strength(unit="polres", present=16),)))
    (row,) = csv.DictReader(report.to_csv().splitlines())
    assert (row["unit"], row["resource"], row["need"], row["have"], row["short"]) == (
        "polres",
        "people",
        "18",
        "16",
        "2",
    )
    frame = report.to_frame()
    assert frame["short"].tolist() == [2]
    assert [f"{day:%Y-%m-%d}" for day in (frame["start"][0], frame["end"][0])] == [row["start"], row["end"]]


def test_readiness_repr_fits_a_line() -> None:
    """It gives the number of lines, of shortages and of units without a strength."""
    assert repr(electsched.readiness(a_plan())) == "Readiness(0 lines, 0 short, 1 units not counted)"


def test_muster_report_as_a_page(plan: Plan) -> None:
    """The page has strength, phases, shortages, the checklist of the muster and conduct, and loads nothing."""
    few = _with_strength(plan, "polsek-diwek", present=9)
    page = muster_page(few, language="en").decode()
    for text in ("Muster report", "28 November 2023 07:00", "Communication equipment", "Neutrality", "12 - 9 = 3"):
        assert text in page
    assert "<script" not in page
    assert 'src="' not in page
    assert "href" not in page
    assert "Laporan apel" in muster_page(few, language="id").decode()
    assert muster_page(few, language="id") == muster_page(few, language="id")


def test_command_line_reports_a_shortage_with_exit_status_1(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`roster readiness` and `check` exit with 1 if a unit is short; text, JSON and page have the same numbers."""
    text = EXAMPLE.read_text(encoding="utf-8")
    plan_file = write_plan(tmp_path, text.replace("present  = 570", "present  = 400"))

    def run(*arguments: str) -> tuple[object, str]:
        with pytest.raises(SystemExit) as exited:
            electsched_main([*arguments])
        return exited.value.code, capsys.readouterr().out

    status, output = run("roster", "readiness", str(plan_file), "--page", str(tmp_path / "report.html"))
    assert status == 1
    assert "Polres Jombang, People: 125 - 10 = 115" in output
    assert "Polres Jombang" in (tmp_path / "report.html").read_text(encoding="utf-8")
    status, output = run("roster", "readiness", str(plan_file), "--json")
    lines = json.loads(output)["lines"]
    assert any(line["unit"] == "polres-jombang" and line["resource"] == "people" for line in lines if not line["short"])
    assert (status, any(line["short"] for line in lines)) == (1, True)
    assert run("check", str(plan_file))[0] == 1
    status, output = run("roster", "demand", str(plan_file), "--json")
    demand = json.loads(output)
    assert status == 0
    assert {phase["agency"] for phase in demand["phases"]} == {"police", "linmas"}
    person_days = sum(need["headcount"] * need["days"] for need in demand["needs"])
    assert sum(day["headcount"] for day in demand["days"]) == person_days


def test_roll_includes_everyone_and_usable_means_exclude_those_out() -> None:
    """People on leave, sick or detached belong to the roll; means out of order cannot be used."""
    strength = Strength(unit="x", present=5, leave=1, sick=2, detached=3, has={"car": 2}, out={"car": 1})
    assert (strength.roll, strength.usable("car"), strength.usable("boat")) == (11, 1, 0)
