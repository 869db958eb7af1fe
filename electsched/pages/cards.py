"""Duty cards: the duties of a member in every month on one page, to be read at arm's length."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import attrs

from electsched.i18n.languages import words
from electsched.operation.teams import Member
from electsched.operation.windows import provisional_days
from electsched.pages.parts.duty_months import DutyMonth, duty_months
from electsched.pages.parts.load_bars import hours_in_words
from electsched.pages.parts.marks import ShiftMark
from electsched.pages.parts.places import PlaceView, post_place
from electsched.pages.parts.turns import Turns, mark_texts
from electsched.pages.renderer import PageContext, Renderer
from electsched.roster.fairness import Load, loads
from electsched.roster.index import RosterIndex

__all__ = ["member_card", "member_cards"]

FEW_MONTHS, SOME_MONTHS, MANY_MONTHS = 4, 6, 12
"""So many months are printed large; more than the last are printed small, so that up to 28 fit a page."""


@attrs.frozen(kw_only=True)
class _Card:
    """The card of a member: names, the number of duties and their load, months, the key of the letters, and places."""

    name: str
    team: str
    unit: str
    count: int
    load: str
    months: tuple[DutyMonth, ...]
    key: tuple[tuple[ShiftMark, str], ...]
    places: tuple[PlaceView, ...]


def member_card(renderer: Renderer, index: RosterIndex, *, member: str, language: str = "", stamp: datetime) -> bytes:
    """Return the duty card of a member; see `member_cards`.

    Raises:
        UnknownNameError: As `member_cards`.
    """
    return member_cards(renderer, index, members=[member], language=language, stamp=stamp)


def member_cards(
    renderer: Renderer, index: RosterIndex, *, members: Sequence[str], language: str = "", stamp: datetime
) -> bytes:
    """Return the duty cards of members, each on a page (A4, HTML): the duties by month, the places, the conduct.

    Args:
        renderer: The templates.
        index: The roster and its plan.
        members: The keys of the members; at least one.
        language: The language of the cards; if empty, the first member's, else the plan's first.
        stamp: The moment that each card shows.

    Raises:
        UnknownNameError: The plan has no such member.
    """
    plan, people = index.plan, [index.plan.member(key) for key in members]
    language = language or people[0].language or plan.languages[0]
    turns = Turns(index, language=language, audience="personal")
    of_members = {load.key: load for load in loads(index, "member")}
    provisional = provisional_days(plan.windows)
    zone = plan.zones.get(plan.team(people[0].team).unit, plan.zone)
    return renderer.render(
        "card.html",
        PageContext(language, (language,), stamp, zone),
        title=f"{words(language)['page.card']}: {people[0].name}",
        is_provisional=any(duty.day in provisional for person in people for duty in index.duties_of_member(person)),
        operation=plan.operation.name[language],
        cards=[_card(index, turns, person, of_members[person.key], language) for person in people],
        few=FEW_MONTHS,
        some=SOME_MONTHS,
        many=MANY_MONTHS,
        conduct=plan.operation.conduct[language] if plan.operation.conduct else "",
    )


def _card(index: RosterIndex, turns: Turns, member: Member, load: Load, language: str) -> _Card:
    plan = index.plan
    team = plan.team(member.team)
    days = turns.days(index.duties_of_member(member), index.musters_of_member(member))
    posts = {entry.turn.place for entry in days if entry.turn.shift}
    return _Card(
        name=" ".join(filter(None, (member.rank, member.name))),
        team=team.name[language],
        unit=plan.unit(team.unit).name[language],
        count=sum(bool(entry.turn.shift) for entry in days),
        load=words(language)["page.load"].format(
            hours=hours_in_words(load.hours, language),
            nights=load.nights,
            weekend_duties=load.weekend_duties,
            holidays=load.holidays,
        ),
        months=tuple(duty_months(days, language)),
        key=tuple(mark_texts((entry.turn for entry in days), language)),
        places=tuple(post_place(plan, post.key, language) for post in plan.posts if post.key in posts),
    )
