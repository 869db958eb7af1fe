"""The partitions of a plan: each carries what its own calendars are made of."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import Any

import attrs
import pytest

import electsched
from electsched.calendars.duty_feeds import partner_feeds
from electsched.operation import plan as operation_plan
from electsched.operation.changes import Addition, Amendment, DutyName, Substitution, Swap
from electsched.operation.windows import Window, operation_windows
from electsched.roster.index import RosterIndex
from electsched.roster.parts.partition import partition, partner_partitions, shared_plan
from tests.builders import DECISION, FIRST_DAY, an_absence
from tests.sites import jombang


def test_partition_of_a_partner_has_no_people() -> None:
    """A partner sees no team and no member, and its calendar is that of the whole plan all the same."""
    plan = jombang()
    roster, _ = electsched.build_roster(plan)
    whole = {feed.key: feed.events for feed in partner_feeds(RosterIndex(plan, roster), language="id")}
    assert any(whole.values())
    shares = list(partner_partitions(plan, roster))
    assert [share.partner for share in shares] == [partner.key for partner in plan.partners]
    for share in shares:
        assert share.roster is not None
        part = share.plan(shared_plan(plan))
        assert (part.members, part.teams) == ((), ())
        assert {(duty.team, duty.members) for duty in share.roster} == {("", ())}
        (own,) = (
            feed.events
            for feed in partner_feeds(RosterIndex(part, share.roster), language="id")
            if feed.key == share.partner
        )
        assert own == whole[share.partner]
    assert sum(len(share.fields["members"]) for share in partition(plan, roster)) == len(plan.members) > 0


def test_changes_across_units_are_the_same_in_partitions() -> None:
    """Units that a swap, a substitution or an amendment brings together are one partition; numbers are equal."""
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
    partitions = [share.plan(shared_plan(changed)) for share in partition(changed)]
    of_partitions = [duty for share in partitions for duty in electsched.build_roster(share)[0]]
    assert Counter(of_partitions) == Counter(whole)
    for share in partner_partitions(changed, whole):
        assert share.roster is not None
        posts = {post.key for post in share.fields["posts"]}
        numbers = [(duty.identity, duty.span, duty.people) for duty in share.roster]
        assert numbers == [(duty.identity, duty.span, duty.people) for duty in whole if duty.post in posts]


def test_members_who_swap_are_in_the_partition_of_their_duties() -> None:
    """A member may give away a duty of another unit that a substitution or an earlier swap gave to that member."""
    plan = jombang()
    member = {team: next(each.key for each in plan.members if each.team == team) for team in ("kpu-1", "ppk-ngoro-1")}
    names = [
        DutyName(post="ppk-perak", day=FIRST_DAY, shift="morning", member=member["ppk-ngoro-1"]),
        DutyName(post="ppk-gudo", day=FIRST_DAY, shift="night", member=member["kpu-1"]),
    ]
    changed = attrs.evolve(plan, swaps=(Swap(first=names[0], second=names[1], **DECISION),))
    whole, _ = electsched.build_roster(changed)
    partitions = [share.plan(shared_plan(changed)) for share in partition(changed)]
    assert Counter(duty for share in partitions for duty in electsched.build_roster(share)[0]) == Counter(whole)
    (share,) = (share for share in partitions if "ppk-perak" in {post.key for post in share.posts})
    assert {*member.values()} <= {each.key for each in share.members}


def test_partners_of_an_amendment_have_the_duties_from_its_day_on() -> None:
    """A partner that joins sees the later duties of the post, and one that leaves the earlier ones."""
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
    for share in partner_partitions(changed, roster):
        assert share.roster is not None
        index = RosterIndex(share.plan(shared_plan(changed)), share.roster)
        (own,) = (feed.events for feed in partner_feeds(index, language="id") if feed.key == share.partner)
        assert {event.uid for event in own} == after[share.partner]
    (share,) = (share for share in partition(changed) if "polsek-gudo" in share.units)
    assert {partner.key for partner in share.fields["partners"]} == {"kpu", "linmas", "press"}


def test_windows_of_all_partitions_are_computed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """They come from the operation and the stages, which all partitions share."""
    calls: list[object] = []

    def counted(*values: Any, **options: Any) -> tuple[Window, ...]:  # noqa: ANN401  # as the function itself
        calls.append(values)
        return operation_windows(*values, **options)

    monkeypatch.setattr(operation_plan, "operation_windows", counted)
    plan = attrs.evolve(jombang())  # without what another test has computed
    shared = shared_plan(plan)
    parts = [part.plan(shared) for part in partition(plan)]
    assert len(parts) > 20
    assert {part.windows for part in parts} == {plan.windows}
    assert all(part.postures == plan.postures for part in parts)
    assert len(calls) == 2  # of the plan, and of the part that is shared
