"""A plan in pieces: each carries what its own calendars are made of."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import attrs

import electsched
from electsched.calendars.duty_feeds import partner_feeds
from electsched.operation.changes import Addition, Amendment, DutyName, Substitution, Swap
from electsched.roster.index import RosterIndex
from electsched.roster.parts.partition import partition, partner_partitions, shared_plan
from tests.builders import DECISION, FIRST_DAY, an_absence
from tests.sites import jombang


def test_the_piece_of_a_partner_has_no_people() -> None:
    """A partner sees no team and no member, and its calendar is that of the whole plan all the same."""
    plan = jombang()
    roster, _ = electsched.build_roster(plan)
    whole = {feed.key: feed.events for feed in partner_feeds(RosterIndex(plan, roster), language="id")}
    assert any(whole.values())
    found = list(partner_partitions(plan, roster))
    assert [piece.partner for piece in found] == [partner.key for partner in plan.partners]
    for piece in found:
        assert piece.roster is not None
        plan_of_piece = piece.plan(shared_plan(plan))
        assert (plan_of_piece.members, plan_of_piece.teams) == ((), ())
        assert {(duty.team, duty.members) for duty in piece.roster} == {("", ())}
        (own,) = (
            feed.events
            for feed in partner_feeds(RosterIndex(plan_of_piece, piece.roster), language="id")
            if feed.key == piece.partner
        )
        assert own == whole[piece.partner]
    assert sum(len(piece.fields["members"]) for piece in partition(plan, roster)) == len(plan.members) > 0


def test_changes_across_units_are_the_same_in_pieces() -> None:
    """Units that a swap, a substitution or an amendment brings together are one piece; partners see equal numbers."""
    plan = jombang()
    first = {post: next(iter(plan.post(post).teams))[0] for post in ("ppk-ngoro", "ppk-kudu", "kpu")}
    member = {team: next(member.key for member in plan.members if member.team == team) for team in first.values()}
    day = FIRST_DAY + timedelta(days=6)
    changed = attrs.evolve(
        plan,
        absences=(an_absence(FIRST_DAY, day, member=member[first["kpu"]], kind="sick"),),
        swaps=(
            Swap(
                first=DutyName(post="ppk-perak", day=day, shift="morning"),
                second=DutyName(post="ppk-gudo", day=day, shift="night"),
                **DECISION,
            ),
        ),
        substitutions=(
            Substitution(
                member=member[first["ppk-ngoro"]],
                substitute=member[first["ppk-kudu"]],
                start=FIRST_DAY,
                end=day,
                **DECISION,
            ),
        ),
        amendments=(Amendment(post="ppk-diwek", start=day, teams=(("posko-1", "posko-2"),), **DECISION),),
        additions=(Addition(post="ppk-kabuh", day=day, shift="morning", team="ppk-ploso-1", **DECISION),),
    )
    whole, _ = electsched.build_roster(changed)
    pieces = [piece.plan(shared_plan(changed)) for piece in partition(changed)]
    in_pieces = [duty for piece in pieces for duty in electsched.build_roster(piece)[0]]
    assert Counter(in_pieces) == Counter(whole)
    for piece in partner_partitions(changed, whole):
        assert piece.roster is not None
        posts = {post.key for post in piece.fields["posts"]}
        numbers = [(duty.identity, duty.span, duty.people) for duty in piece.roster]
        assert numbers == [(duty.identity, duty.span, duty.people) for duty in whole if duty.post in posts]


def test_members_who_swap_are_in_the_piece_of_the_duties() -> None:
    """A member may give away a duty of another unit that a substitution or an earlier swap gave to that member."""
    plan = jombang()
    member = {team: next(each.key for each in plan.members if each.team == team) for team in ("kpu-1", "ppk-ngoro-1")}
    names = [
        DutyName(post="ppk-perak", day=FIRST_DAY, shift="morning", member=member["ppk-ngoro-1"]),
        DutyName(post="ppk-gudo", day=FIRST_DAY, shift="night", member=member["kpu-1"]),
    ]
    changed = attrs.evolve(plan, swaps=(Swap(first=names[0], second=names[1], **DECISION),))
    whole, _ = electsched.build_roster(changed)
    pieces = [piece.plan(shared_plan(changed)) for piece in partition(changed)]
    assert Counter(duty for piece in pieces for duty in electsched.build_roster(piece)[0]) == Counter(whole)
    (piece,) = (piece for piece in pieces if "ppk-perak" in {post.key for post in piece.posts})
    assert {*member.values()} <= {each.key for each in piece.members}


def test_partners_of_an_amendment_have_the_duties_from_its_day_on() -> None:
    """A partner that joins sees the later duties of the post, and one that leaves the earlier ones; in pieces too."""
    plan = jombang()
    first = FIRST_DAY + timedelta(days=6)
    joins = Amendment(post="ppk-gudo", start=first, partners=("press", "kpu"), **DECISION)
    changed = attrs.evolve(plan, amendments=(joins,))
    roster, _ = electsched.build_roster(changed)
    before, after = (
        {
            feed.key: {event.uid for event in feed.events}
            for feed in partner_feeds(RosterIndex(each, roster), language="id")
        }
        for each in (plan, changed)
    )
    later = [duty for duty in roster.select(post="ppk-gudo") if duty.day >= first]
    assert len(later) > 0
    assert len(after["press"] - before["press"]) == len(before["linmas"] - after["linmas"]) == len(later)
    assert (before["press"] - after["press"], after["linmas"] - before["linmas"]) == (set(), set())
    assert before["kpu"] == after["kpu"]
    for piece in partner_partitions(changed, roster):
        assert piece.roster is not None
        index = RosterIndex(piece.plan(shared_plan(changed)), piece.roster)
        (own,) = (feed.events for feed in partner_feeds(index, language="id") if feed.key == piece.partner)
        assert {event.uid for event in own} == after[piece.partner]
    (piece,) = (piece for piece in partition(changed) if "polsek-gudo" in piece.units)
    assert {partner.key for partner in piece.fields["partners"]} == {"kpu", "linmas", "press"}
