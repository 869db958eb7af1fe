"""The load of teams and members, against counts that were made by hand."""

from __future__ import annotations

from datetime import date

import attrs

from electsched.i18n.text import Text
from electsched.operation.changes import Substitution
from electsched.operation.plan import Plan
from electsched.operation.resources import RiskTier
from electsched.operation.teams import Member
from electsched.roster.fairness import Load, loads
from electsched.roster.index import RosterIndex
from electsched.roster.rotation import build_roster
from electsched.roster.sheets.load_rows import load_rows
from tests.builders import DECISION, a_line, a_pattern, a_plan, a_post, a_shift, a_window


def _loads(plan: Plan, by: str = "team") -> list[Load]:
    return list(loads(RosterIndex(plan, build_roster(plan)[0]), by))  # type: ignore[arg-type]  # "team" or "member"


def test_loads_of_tours_over_christmas() -> None:
    """Six tours of 24 hours from Friday 22 to Wednesday 27 December 2023; the 25th and the 26th are holidays."""
    first, second, third = _loads(a_plan(windows=[a_window(date(2023, 12, 22), days=6)]))
    # From Friday 07:00 to Saturday 07:00 and from Monday 07:00 to Tuesday 07:00.
    assert (first.key, first.duties, first.hours, first.nights) == ("kpu-1", 2, 48.0, 2)
    assert (first.weekend_duties, first.holidays) == (0, 2)
    # From Saturday to Sunday, and from Tuesday to Wednesday.
    assert (second.weekend_duties, second.holidays) == (1, 1)
    # From Sunday to Monday, and from Wednesday to Thursday.
    assert (third.weekend_duties, third.holidays) == (1, 1)


def test_a_shift_by_day_takes_no_night() -> None:
    """A shift until 00:00 has no night, and one from 04:00 has."""
    pattern = a_pattern(
        "p", [a_shift("late", 12, 12), a_shift("early", 4, 8)], a_line("late"), a_line("early", key="b")
    )
    plan = a_plan(
        posts=[a_post("kpu", ["a"], ["b"], pattern="p")],
        patterns=[pattern],
        windows=[a_window(date(2024, 1, 8), days=3)],
    )
    assert [(load.key, load.nights, load.hours) for load in _loads(plan)] == [("a", 0, 36.0), ("b", 3, 24.0)]


def test_posts_above_the_lowest_tier_are_of_risk() -> None:
    """A post without a tier, or of the lowest, counts no risk."""
    tiers = tuple(RiskTier(key=key, name=Text.same(key), rank=rank) for rank, key in enumerate(("low", "high")))
    posts = [a_post(key, [key], tier=tier) for key, tier in (("a", "low"), ("b", "high"), ("c", ""))]
    plan = a_plan(posts=posts, tiers=tiers, windows=[a_window(date(2024, 1, 8), days=3)])
    assert [(load.key, load.duties, load.risk) for load in _loads(plan)] == [("a", 1, 0), ("b", 1, 1), ("c", 1, 0)]


def test_members_carry_the_duties_of_their_team_and_their_own() -> None:
    """A member who is replaced carries less, and the one who stands in carries more."""
    members = tuple(Member(key=f"{team}-{n}", team=team, name="x") for team in ("kpu-1", "kpu-2") for n in (1, 2))
    plan = a_plan(members=members, windows=[a_window(date(2024, 1, 1), days=6)])
    plan = attrs.evolve(plan, teams=tuple(attrs.evolve(team, people=2) for team in plan.teams))
    pattern = attrs.evolve(plan.patterns[0], shift=tuple(attrs.evolve(s, people=2) for s in plan.patterns[0].shift))
    substitution = Substitution(member="kpu-1-1", substitute="kpu-2-1", start=date(2024, 1, 1), **DECISION)
    plan = attrs.evolve(plan, patterns=(pattern,), substitutions=(substitution,))
    assert {load.key: (load.team, load.duties) for load in _loads(plan, "member")} == {
        "kpu-1-1": ("kpu-1", 1),
        "kpu-1-2": ("kpu-1", 2),
        "kpu-2-1": ("kpu-2", 3),
        "kpu-2-2": ("kpu-2", 2),
    }


def test_loads_as_rows_have_teams_and_their_members() -> None:
    """Each team has a row, and below it its members; names that begin like a formula are text in the CSV."""
    plan = a_plan(members=(Member(key="p-1", team="kpu-2", name="=x"),), windows=[a_window(date(2024, 1, 1), days=3)])
    table = load_rows(RosterIndex(plan, build_roster(plan)[0]), "en")
    assert [row[1:6] for row in table.rows] == [
        ("kpu-1", "", "", 1, 24), ("kpu-2", "", "", 1, 24), ("kpu-2", "p-1", "=x", 1, 24), ("kpu-3", "", "", 1, 24)
    ]  # fmt: skip
    assert "'=x" in table.to_csv()
