"""Duties and musters as events, with the text that each audience may read."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import attrs
import pytest

import electsched
from electsched.calendars.audience import ALLOWED, Audience
from electsched.calendars.duty_events import DutyTexts, muster_event
from electsched.i18n.text import Text
from electsched.operation.operation import Place
from electsched.operation.plan import Plan
from electsched.operation.teams import Member
from electsched.roster.duty import Duty, Roster
from electsched.roster.index import RosterIndex
from electsched.timespan import Span


def test_uids_of_duties_and_musters_are_pinned(plan: Plan, roster: Roster) -> None:
    """People have subscribed: a change of one of these UIDs is a mistake."""
    texts = DutyTexts(plan, language="id")
    first = next(duty for duty in roster.duties if duty.post == "kpu")
    assert (first.day, first.shift) == (date(2023, 11, 28), "tour")
    assert texts.event(first).uid == "016bfccf-b82b-5cd1-acc1-aea5103ecad1"
    muster = next(item for item in plan.musters if item.key == "muster-2023-11-28")
    assert muster_event(plan, muster, language="id").uid == "1791610c-045a-538a-b4c8-c9c6cc914ea1"


def test_uid_of_a_duty_does_not_depend_on_its_team(plan: Plan, roster: Roster) -> None:
    """With other teams, and posts and teams in another order, every duty keeps its UID."""
    posts = [
        attrs.evolve(post, teams=tuple(tuple(reversed(keys)) for keys in post.teams)) for post in reversed(plan.posts)
    ]
    other = attrs.evolve(plan, posts=tuple(posts), teams=tuple(reversed(plan.teams)))
    changed, shortfalls = electsched.build_roster(other)
    assert shortfalls == ()
    before = {DutyTexts(plan, language="id").event(duty).uid: duty.team for duty in roster.duties}
    after = {DutyTexts(other, language="id").event(duty).uid: duty.team for duty in changed.duties}
    assert set(after) == set(before)
    assert after != before


def test_uids_are_unique_and_without_names(plan: Plan, roster: Roster) -> None:
    """No two duties have one UID, and no UID contains the key of a post or a team."""
    texts = DutyTexts(plan, language="id")
    uids = [texts.event(duty).uid for duty in roster.duties]
    assert len(set(uids)) == len(uids)
    keys = {team.key for team in plan.teams} | {post.key for post in plan.posts}
    assert not [uid for uid in uids if any(key in uid for key in keys)]


@pytest.mark.parametrize("is_short", [True, False])
def test_text_of_every_duty_and_muster_has_the_rule_of_conduct(plan: Plan, roster: Roster, *, is_short: bool) -> None:
    """Each duty of a team or a person, and each muster, has the rule in its language: the short form if one exists."""
    if not is_short:
        plan = attrs.evolve(plan, operation=attrs.evolve(plan.operation, conduct_short=Text.same("")))
    for language in ("id", "en"):
        conduct = (plan.operation.conduct_short if is_short else plan.operation.conduct)[language]
        assert conduct
        audiences: tuple[Audience, ...] = ("team", "personal")
        for audience in audiences:
            texts = DutyTexts(plan, language=language, audience=audience)
            assert all(conduct in texts.event(duty).body.description for duty in roster.duties)
        musters = [muster_event(plan, muster, language=language) for muster in plan.musters]
        assert all(muster.body.description.endswith(conduct) for muster in musters)


def test_duty_has_title_text_and_place(plan: Plan, roster: Roster) -> None:
    """The title has post, shift and team, the place its address, and the text a strength that the shift has not."""
    duty = roster.select(team="padal-1")[0]
    body = DutyTexts(plan, language="en").event(duty).body
    assert body.summary == "KPU logistics warehouse: Duty controller · Duty controller 1"
    assert body.description == ""
    assert DutyTexts(plan, language="en").event(attrs.evolve(duty, people=2)).body.description == "2 people"
    assert DutyTexts(plan, language="en", audience="team").event(duty).body.description.startswith("1 person\n")
    assert body.location == "GOR Merdeka, Jl KH Abdurrahman Wahid"
    assert body.busy


def test_duty_names_the_teams_before_and_after(plan: Plan, roster: Roster) -> None:
    """A duty names the team that it relieves and the team that relieves it, as far as there are any."""
    texts = DutyTexts(plan, language="en", audience="team", index=RosterIndex(plan, roster))
    first, second, third = (texts.event(duty).body.description.splitlines() for duty in roster.select(post="kpu")[:3])
    assert [line for line in first if line.startswith("Reliev")] == ["Relieved by: KPU team 2"]
    assert [line for line in second if line.startswith("Reliev")] == ["Relieves: KPU team 1", "Relieved by: KPU team 3"]
    assert [line for line in third if line.startswith("Reliev")] == ["Relieves: KPU team 2", "Relieved by: KPU team 1"]


def test_title_has_the_role_of_a_shift(plan: Plan, roster: Roster) -> None:
    """A role that the name of the shift does not contain is in the title."""
    duty = roster.select(team="padal-1")[0]
    shift = next(each for each in plan.patterns if each.key == "two-sessions").shift
    named = {each.key: each for each in shift}
    assert (named["control"].name["id"], named["control"].role["id"]) == ("Padal", "perwira pengendali")
    summary = DutyTexts(plan, language="id").event(duty).body.summary
    assert summary == "Gudang logistik KPU: Padal, perwira pengendali · Padal 1"


def test_title_says_who_is_on_duty(plan: Plan, roster: Roster) -> None:
    """A title in a calendar of a unit names the team, one person's the unit, and a team's or a partner's neither."""
    duty = roster.select(team="kpu-1")[0]
    index = RosterIndex(attrs.evolve(plan, members=(Member(key="p", team="kpu-1", name="Brigadir A"),)), roster)
    audiences: tuple[Audience, ...] = ("unit", "team", "personal", "partner")
    bodies = {
        audience: DutyTexts(index.plan, language="id", audience=audience, index=index).event(duty).body
        for audience in audiences
    }
    assert {audience: body.summary for audience, body in bodies.items()} == {
        "unit": "Kantor KPU Jombang: Jaga 24 jam · Regu KPU 1",
        "team": "Kantor KPU Jombang: Jaga 24 jam",
        "personal": "Kantor KPU Jombang: Jaga 24 jam (Polres Jombang)",
        "partner": "Kantor KPU Jombang: Jaga 24 jam",
    }
    assert "Anggota: Brigadir A" in bodies["unit"].description


def test_muster_is_a_timed_event_with_its_checklist(plan: Plan) -> None:
    """The muster of Tuesday 28 November 2023 has its hours, place and checklist."""
    muster = next(item for item in plan.musters if item.key == "muster-2023-11-28")
    event = muster_event(plan, muster, language="id")
    assert event.start.isoformat() == "2023-11-28T07:00:00+07:00"
    assert event.start.isoweekday() == 2
    for item in ("Kekuatan riil personel", "Kendaraan", "Alat komunikasi", "Perlengkapan perorangan"):
        assert f"- {item}" in event.body.description
    assert "Jl KH Wahid Hasyim" in event.body.location


def test_place_needs_both_coordinates(plan: Plan) -> None:
    """A place with one coordinate has no point."""
    for place, geo in ((Place(latitude=-7.5, longitude=112.2), (-7.5, 112.2)), (Place(latitude=-7.5), None)):
        muster = attrs.evolve(plan.musters[0], place=place)
        assert muster_event(plan, muster, language="id").body.geo == geo


def _marked(plan: Plan) -> Plan:
    """Return the plan with every text of a post, team, unit and partner marked by what it is."""
    return attrs.evolve(
        plan,
        units=tuple(attrs.evolve(unit, name=Text.same("MARK-unit"), note="MARK-note") for unit in plan.units),
        partners=tuple(attrs.evolve(partner, name=Text.same("MARK-partner")) for partner in plan.partners),
        teams=tuple(attrs.evolve(team, name=Text.same("MARK-team")) for team in plan.teams),
        posts=tuple(
            attrs.evolve(
                post,
                name=Text.same("MARK-post"),
                bring=Text.same("MARK-bring"),
                contact=Text.same("MARK-contact"),
                note="MARK-note",
                place=Place(address="MARK-place", note="MARK-note"),
            )
            for post in plan.posts
        ),
        members=tuple(
            Member(key=f"mark-{number}", team=team.key, name="MARK-name", note="MARK-note")
            for number, team in enumerate(plan.teams)
        ),
        operation=attrs.evolve(
            plan.operation,
            conduct=Text.same("MARK-conduct"),
            conduct_short=Text.same("MARK-short"),
            source="MARK-source",
        ),
    )


UNIT = {f"MARK-{mark}" for mark in ("post", "place", "team", "bring", "contact", "name")}
OFFICER = {f"MARK-{mark}" for mark in ("post", "place", "unit", "team", "partner", "bring", "contact", "short")}


@pytest.mark.parametrize(
    ("audience", "seen"),
    [
        ("partner", {"MARK-post", "MARK-place"}),
        ("unit", UNIT),
        ("team", {*OFFICER, "MARK-name"} - {"MARK-unit", "MARK-team"}),
        ("personal", OFFICER),
    ],
)
def test_audience_sees_only_its_allowed_fields(plan: Plan, roster: Roster, audience: str, seen: set[str]) -> None:
    """Each text of the plan contains a mark: a duty contains the marks of allowed fields only, and no note."""
    assert audience in ALLOWED
    texts = DutyTexts(_marked(plan), language="id", audience=audience)  # type: ignore[arg-type]  # checked above
    body = texts.event(roster.duties[0]).body
    shown = f"{body.summary} {body.description} {body.location} {body.categories}"
    marks = {"unit", "partner", "team", "post", "bring", "note", "place", "conduct", "short"}
    marks |= {"contact", "name", "source"}
    assert {f"MARK-{mark}" for mark in marks if f"MARK-{mark}" in shown} == seen


def test_partners_see_the_number_of_people(plan: Plan, roster: Roster) -> None:
    """A partner reads the strength and not the team."""
    guard = roster.select(post="kpu")[0]
    assert DutyTexts(plan, language="en", audience="partner").event(guard).body.description == "6 people"


@pytest.mark.parametrize("field", [field.name for field in attrs.fields(Duty)])
@pytest.mark.parametrize("audience", ALLOWED)
def test_text_of_a_duty_does_not_depend_on_the_duties_before_it(
    plan: Plan, roster: Roster, field: str, audience: Audience
) -> None:
    """Duties share texts: if one field of a duty is another, its text is that of a maker without other texts."""
    first = next(duty for duty in roster.duties if duty.post == "kpu")
    member = Member(key="p-1", team=first.team, name="ORANG")
    staffed = attrs.evolve(plan, members=(member,))
    pattern = plan.post("kpu").pattern
    others: dict[str, Any] = {
        "post": next(post.key for post in plan.posts if post.key != "kpu" and post.pattern == pattern),
        "line": "other",
        "day": first.day + timedelta(days=1),
        "shift": first.shift,
        "team": "kpu-2",
        "people": first.people + 1,
        "span": Span(first.span.start + timedelta(hours=1), first.span.end + timedelta(hours=1)),
        "members": ("p-1",),
        "relief": True,
    }
    assert set(others) == {field.name for field in attrs.fields(Duty)}
    duty = attrs.evolve(first, **{field: others[field]})
    shared = DutyTexts(staffed, language="en", audience=audience)
    shared.event(first)
    assert shared.event(duty).body == DutyTexts(staffed, language="en", audience=audience).event(duty).body


def test_unknown_audience_or_language_is_an_error(plan: Plan) -> None:
    """The error names the audiences, or the languages, that exist."""
    with pytest.raises(electsched.UnknownNameError, match=r"audience: found 'units'.* Perhaps 'unit' is meant"):
        DutyTexts(plan, language="en", audience="units")  # type: ignore[arg-type]  # the error
    with pytest.raises(electsched.UnknownNameError, match="language: found 'fr'"):
        DutyTexts(plan, language="fr")
