"""The example plan, compared with sources on Polres Jombang; S1, S2, ... are numbered at the end of the plan."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

import electsched
from electsched.operation.plan import Plan

EXAMPLE = Path(__file__).parents[1] / "examples" / "jombang.toml"

DISTRICTS = """Perak Gudo Ngoro Bareng Wonosalam Mojoagung Mojowarno Diwek Jombang Peterongan Sumobito Kesamben
Tembelang Ploso Plandaan Kabuh Kudu Bandarkedungmulyo Jogoroto Megaluh Ngusikan"""
"""The 21 kecamatan of Jombang, by the codes 35.17.01 to 35.17.21 of cahyadsn/wilayah_boundaries."""


def test_polsek_for_each_district(plan: Plan) -> None:
    """The Polres has 21 Polsek below it, one for each kecamatan (S87, S88)."""
    below = [unit.name["id"] for unit in plan.units if unit.parent == "polres-jombang"]
    assert below == [f"Polsek {name}" for name in DISTRICTS.split()]
    assert len(plan.units) == 22


def test_points_of_districts_are_noted(plan: Plan) -> None:
    """The points are the centres of districts, which their notes state; no post has a point."""
    for unit in plan.units:
        if unit.place.latitude is not None:
            assert "not the station" in unit.place.note
            assert -7.78 < unit.place.latitude < -7.34
            assert 112.06 < (unit.place.longitude or 0) < 112.46
    assert not [post.key for post in plan.posts if post.place.latitude is not None]


def test_posts_of_the_campaign(plan: Plan) -> None:
    """Offices, warehouse, command post, a PPK for each district, patrol and rally detail."""
    kinds = [post.kind for post in plan.posts]
    assert {kind: kinds.count(kind) for kind in kinds} == {
        "office": 2,
        "warehouse": 1,
        "command_post": 1,
        "patrol": 1,
        "rally": 1,
        "ppk": 21,
    }


@pytest.mark.parametrize(
    ("post", "address"),
    [
        ("kpu", "Jl KH Romly Tamim, Desa Sumbermulyo, Kec. Jogoroto"),  # S80, S99
        ("bawaslu", "Jl Raden Wijaya, Desa Jelakombo, Kec. Jombang"),  # S80
        ("gudang-kpu", "GOR Merdeka, Jl KH Abdurrahman Wahid"),  # S98, S98b
        ("patroli", ""),
        ("ppk-ngoro", ""),
    ],
)
def test_addresses_have_a_source(plan: Plan, post: str, address: str) -> None:
    """A post has an address if a source gives one, and otherwise none."""
    assert plan.post(post).place.address == address


def test_campaign_window(plan: Plan) -> None:
    """Campaign security lasts from 28 November 2023 to 10 February 2024, 75 days."""
    window = next(window for window in plan.windows if window.key == "campaign")
    assert (window.start, window.end, window.days) == (date(2023, 11, 28), date(2024, 2, 10), 75)


def test_announced_days_are_kept(plan: Plan) -> None:
    """The operation was declared from 19 October 2023 to 20 October 2024, with 211, 220, 222 days (S27-S29)."""
    assert plan.operation.days == 368
    assert [announced.days for announced in plan.operation.announced] == [211, 220, 222]
    texts = [finding.text["en"] for finding in plan.findings]
    assert [re.findall(r"\d{3}(?= days)", text) for text in texts] == [[str(days), "368"] for days in (211, 220, 222)]


def test_musters(plan: Plan) -> None:
    """The parade of 17 October and the readiness muster of Tuesday 28 November, with what is checked."""
    parade, muster = plan.musters
    assert parade.start.day == date(2023, 10, 17)
    assert muster.start.day == date(2023, 11, 28)
    assert muster.start.day.isoweekday() == 2
    assert [check.key for check in muster.checklist] == ["strength", "vehicles", "communication", "kit"]
    assert "Jl KH Wahid Hasyim" in muster.place.address


def test_partners(plan: Plan) -> None:
    """Each partner of the operation has a role."""
    assert {partner.key for partner in plan.partners} == {"tni", "kpu", "bawaslu", "linmas", "press"}
    assert all(partner.role for partner in plan.partners)


@pytest.mark.parametrize(
    ("post", "people"),
    [
        ("kpu", 6),  # S79: about six officers at a site for 24 hours
        ("bawaslu", 6),
        ("gudang-kpu", 13),  # S82: two shifts of six and one controller
        ("ppk-ngoro", 9),  # S85: three shifts of three officers
    ],
)
def test_strength_a_day(plan: Plan, post: str, people: int) -> None:
    """A post has as many people a day as the source of its pattern."""
    roster, shortfalls = electsched.build_roster(plan)
    assert shortfalls == ()
    people_on_duty = [duty.people for duty in roster.select(post=post) if duty.day == date(2024, 1, 1)]
    assert sum(people_on_duty) == people


def test_plan_names_no_person() -> None:
    """Teams and controllers are numbered; the file has no police rank, which would precede a name."""
    text = EXAMPLE.read_text(encoding="utf-8")
    assert not re.search(r"\b(Bripda|Briptu|Brigadir|Bripka|Aipda|Aiptu|Ipda|Iptu|AKP|Kompol|AKBP|Kombes)\b", text)


def test_sources_are_listed() -> None:
    """Each source that a comment cites is in the list at the end of the file."""
    text = EXAMPLE.read_text(encoding="utf-8")
    body, _, listed = text.partition("# --- sources")
    assert set(re.findall(r"\bS\d+b?\b", body)) <= set(re.findall(r"^# (S\d+b?) ", listed, re.MULTILINE))
