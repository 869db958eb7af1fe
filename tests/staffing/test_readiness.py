"""The real strength against the demand: what falls short, by how many, when, and what that does."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import attrs
import pytest

import electsched
from electsched.cli.main import main as electsched_main
from electsched.operation.plan import Plan
from electsched.operation.resources import Reinforcement, Strength
from electsched.publishing.publish import muster_page
from electsched.staffing.readiness import ReadinessLine
from electsched.staffing.report import effect, readiness_text

EXAMPLE = Path(__file__).parents[2] / "examples" / "jombang.toml"


@pytest.fixture(scope="module")
def plan() -> Plan:
    """Return the plan of Jombang."""
    return electsched.load_plan(EXAMPLE)


def line(plan: Plan, phase: str, unit: str, item: str = "people") -> ReadinessLine:
    """Return one line of the plan's readiness."""
    return next(
        each for each in electsched.readiness(plan).lines if (each.phase, each.unit, each.item) == (phase, unit, item)
    )


def counted(plan: Plan, unit: str, **numbers: object) -> Plan:
    """Return the plan with another count of a unit."""
    strengths = tuple(
        attrs.evolve(each, **numbers) if each.unit == unit else each  # type: ignore[arg-type]  # as each case says
        for each in plan.strengths
    )
    return attrs.evolve(plan, strengths=strengths)


def test_the_example_is_ready(plan: Plan) -> None:
    """850 police (S96) suffice for the illustrative plan, with reinforcement from the Polres for the stations."""
    found = electsched.readiness(plan)
    assert found.short == ()
    assert found.uncounted == ()
    assert sum(strength.roll for strength in plan.strengths) == 850


def test_a_unit_that_falls_short(plan: Plan) -> None:
    """Nine present where twelve take turns: three short from the first day to the last, a quarter of the duty."""
    few = counted(plan, "polsek-diwek", present=9)
    found = line(few, "campaign", "polsek-diwek")
    assert (found.need, found.have, found.short, found.on_duty) == (12, 9, 3, 9)
    assert (found.start, found.end) == (date(2023, 11, 28), date(2024, 2, 10))
    assert found.unmanned == 75 * 3  # of nine heads a day a quarter, rounded up: three
    names = few.names
    told = readiness_text(electsched.readiness(few), names)
    expected = "12 - 9 = 3; 28 November 2023 – 10 February 2024: about 225 heads of duty not filled"
    assert told.startswith(f"Campaign security, Polsek Diwek, People: {expected}")
    told = readiness_text(electsched.readiness(few), names, language="id")
    assert "sekitar 225 orang-sesi tidak terisi" in told


def test_leave_counts_under_an_embargo_alone(plan: Plan) -> None:
    """On the days of full alert nobody is on leave; in the campaign those on leave are missing."""
    away = counted(plan, "polsek-diwek", present=9, leave=3)
    assert line(away, "campaign", "polsek-diwek").short == 3
    assert line(away, "polling_stations", "polsek-diwek").short == 0


def test_who_is_sent_is_missing_at_home(plan: Plan) -> None:
    """Reinforcement counts where it is controlled, on the days of its windows, and not at home (BKO)."""
    before = line(plan, "campaign", "polres-jombang").have
    sent = Reinforcement(home="polres-jombang", to="polsek-diwek", people=5, windows=("campaign",))
    more = attrs.evolve(plan, reinforcements=(*plan.reinforcements, sent))
    assert line(more, "campaign", "polres-jombang").have == before - 5
    assert line(more, "campaign", "polsek-diwek").have == 17
    assert line(more, "quiet_period", "polsek-diwek").have == line(plan, "quiet_period", "polsek-diwek").have
    outside = attrs.evolve(plan, reinforcements=(attrs.evolve(sent, home=""),))
    assert line(outside, "campaign", "polsek-diwek").have == 17


def test_the_worst_day_of_a_phase(plan: Plan) -> None:
    """Without reinforcement the quiet period falls short on the one day that the stations are guarded in it."""
    alone = attrs.evolve(plan, reinforcements=())
    found = line(alone, "quiet_period", "polsek-diwek")
    assert (found.start, found.end, found.have) == (date(2024, 2, 13), date(2024, 2, 13), 12)
    assert found.short == found.need - 12


def test_more_are_sent_than_there_are(plan: Plan) -> None:
    """Nobody is there less than not at all: who cannot be sent is missing, and told; all at home is empty."""
    few = counted(plan, "polres-jombang", present=150)
    found = line(few, "polling_stations", "polres-jombang")
    sent = sum(each.people for each in plan.reinforcements)
    assert (found.have, found.unsent) == (0, sent - 150 - 12)  # on those days nobody is on leave
    assert found.short == found.need == 125 + found.unsent
    assert found.unmanned == 3 * found.on_duty
    assert f"{found.unsent} of those to be sent to others are not there" in effect(found, "en")
    enough = line(plan, "polling_stations", "polres-jombang")
    assert (enough.unsent, enough.have) == (0, 570 + 12 - sent)


def test_what_a_lack_of_means_does(plan: Plan) -> None:
    """It names the posts that go short, or how many people have none."""
    lacking = counted(plan, "polres-jombang", has={"patrol-car": 3, "radio": 60, "vest": 100}, out={})
    cars = line(lacking, "campaign", "polres-jombang", "patrol-car")
    assert list(cars.posts) == ["patroli", "rapat-umum"]
    assert effect(cars, "en") == "21 January 2024 – 10 February 2024: 1 missing for Patrol, Mobile rally detail"
    assert effect(cars, "id").endswith("kurang 1 untuk Patroli, Pengamanan rapat umum")
    vests = line(lacking, "campaign", "polres-jombang", "vest")
    assert effect(vests, "en").endswith("11 people on duty without")


@pytest.mark.parametrize(
    ("item", "has", "out", "short"),
    [("patrol-car", 6, 3, 1), ("patrol-car", 4, 0, 0), ("vest", 100, 0, 11), ("radio", 7, 1, 1)],
)
def test_means_that_are_missing(plan: Plan, item: str, has: int, out: int, short: int) -> None:
    """Cars, radios and vests that cannot be used do not count; a vest is needed by everyone who takes turns.

    On the days of rallies the patrol and the rally detail take two cars each, and with the warehouse seven radios.
    """
    numbers = {"patrol-car": 6, "radio": 60, "vest": 600} | {item: has}
    lacking = counted(plan, "polres-jombang", has=numbers, out={item: out})
    found = line(lacking, "rallies", "polres-jombang", item)
    assert found.short == short
    assert found.unmanned == 0


def test_a_unit_that_nobody_counted(plan: Plan) -> None:
    """It is named, not passed over."""
    strengths = tuple(each for each in plan.strengths if each.unit != "polsek-perak")
    found = electsched.readiness(attrs.evolve(plan, strengths=strengths))
    assert found.uncounted == ("polsek-perak",)
    assert "Strength not counted: Polsek Perak" in readiness_text(found, plan.names)


def test_the_muster_report_as_a_page(plan: Plan) -> None:
    """Strength, each phase, what falls short, the checklist of the muster and conduct; nothing from elsewhere."""
    few = counted(plan, "polsek-diwek", present=9)
    page = muster_page(few, language="en").decode()
    for text in ("Muster report", "28 November 2023 07:00", "Communication equipment", "Neutrality", "12 - 9 = 3"):
        assert text in page
    assert "<script" not in page
    assert 'src="' not in page
    assert "href" not in page
    assert "Laporan apel" in muster_page(few, language="id").decode()
    assert muster_page(few, language="id") == muster_page(few, language="id")


def test_on_the_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A shortage leaves with 1, from `readiness` and from `check`; JSON and page say the same."""
    short = tmp_path / "plan.toml"
    text = EXAMPLE.read_text(encoding="utf-8")
    short.write_text(text.replace("present  = 570", "present  = 400"), encoding="utf-8")

    def told(*arguments: str) -> tuple[object, str]:
        with pytest.raises(SystemExit) as left:
            electsched_main([*arguments])
        return left.value.code, capsys.readouterr().out

    status, out = told("readiness", str(short), "--page", str(tmp_path / "report.html"))
    assert status == 1
    assert "Polres Jombang, People: 125 - 10 = 115" in out
    assert "Polres Jombang" in (tmp_path / "report.html").read_text(encoding="utf-8")
    status, out = told("readiness", str(short), "--json")
    lines = json.loads(out)["lines"]
    assert any(each["unit"] == "polres-jombang" and each["item"] == "people" for each in lines if each["short"] == 0)
    assert (status, any(each["short"] for each in lines)) == (1, True)
    assert told("check", str(short))[0] == 1
    status, out = told("demand", str(short), "--json")
    needs = json.loads(out)
    assert status == 0
    assert {each["agency"] for each in needs["phases"]} == {"police", "linmas"}
    assert sum(each["heads"] for each in needs["days"]) == sum(each["people"] * each["days"] for each in needs["needs"])


def test_a_roll() -> None:
    """Everyone belongs to the roll, wherever they are; what cannot be used does not count."""
    strength = Strength(unit="x", present=5, leave=1, sick=2, detached=3, has={"car": 2}, out={"car": 1})
    assert (strength.roll, strength.usable("car"), strength.usable("boat")) == (11, 1, 0)
