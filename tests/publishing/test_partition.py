"""A plan in pieces: each carries what its own calendars are made of."""

from __future__ import annotations

import electsched
from electsched.calendars.duty_feeds import partner_feeds
from electsched.publishing.partition import partition, partner_partitions, shared_plan
from electsched.roster.index import RosterIndex
from tests.sites import jombang


def test_the_piece_of_a_partner_has_no_people() -> None:
    """A partner sees nobody's name, and its calendar is that of the whole plan, with its people, all the same."""
    plan = jombang()
    roster, _ = electsched.build_roster(plan)
    whole = {feed.key: feed.events for feed in partner_feeds(RosterIndex(plan, roster), language="id")}
    assert any(whole.values())
    found = list(partner_partitions(plan, roster))
    assert [piece.partners for piece in found] == [(partner.key,) for partner in plan.partners]
    for piece in found:
        assert piece.roster is not None
        plan_of_piece = piece.plan(shared_plan(plan))
        assert plan_of_piece.members == ()
        (own,) = (
            feed.events
            for feed in partner_feeds(RosterIndex(plan_of_piece, piece.roster), language="id")
            if feed.key == piece.partners[0]
        )
        assert own == whole[piece.partners[0]]
    assert sum(len(piece.fields["members"]) for piece in partition(plan, roster)) == len(plan.members) > 0
