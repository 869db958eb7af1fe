"""An operation of 75 days that changes, and beside it the duties and the people as worked out by hand.

The duties of `Watch` are computed from the cycle of three teams and from the changes, by no code of the package.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import attrs

import electsched
from electsched.i18n.text import Text
from electsched.law.date_arithmetic import Moment
from electsched.operation.changes import Addition, Amendment, Cancellation, DutyName, Substitution, Swap
from electsched.operation.operation import Muster, Partner, Place
from electsched.operation.shifts import OFF
from electsched.operation.teams import Member
from electsched.publishing.completion import Published
from electsched.publishing.private.registry import LinkRegistry
from tests.builders import a_line, a_pattern, a_plan, a_post, a_shift, a_team, a_window, an_absence, an_operation
from tests.clients.readers import Shown

__all__ = ["PARTNER", "STEPS", "TEAMS", "Operation", "Step", "Watch"]

DAYS = 75
DAY = timedelta(days=1)
POSTS = ("kpu", "ppk")
TEAMS = tuple(f"{post}-{number}" for post in POSTS for number in (1, 2, 3))
TOUR = a_pattern("tour-24", [a_shift(people=2)], a_line("tour", OFF, OFF))
"""24 hours on duty and 48 off, two people: three teams fill it."""
RALLY, RALLY_MINUTES = "rally", 120
PARTNER = "kpu"
"""The partner of both posts, which is told how many people come, and not who."""


# --- by hand ------------------------------------------------------------------------------------------------------


@attrs.frozen
class Crew:
    """The team of a duty and its people: members by key, or the team itself if its members are not listed."""

    team: str
    people: frozenset[str]
    has_partner: bool = True


def _people(team: str) -> frozenset[str]:
    """Return the members of a team of the first post; the teams of the second have no list."""
    return frozenset({f"p-{team}-0", f"p-{team}-1"} if team.startswith("kpu") else {team})


Duties = dict[tuple[str, int], Crew]
"""The crew of each duty, by its post and the number of its day; an added duty has the post ``kpu+``."""
Line = tuple[str, str, str, int]
"""A change as a person is told of it: the person, the kind, the post or the muster, and the number of the day."""


def _headcount(people: frozenset[str]) -> int:
    """Return the number of these people; a team without a list is two."""
    return sum(1 if person.startswith("p-") else 2 for person in people)


def _kinds_for_partner(before: Crew | None, after: Crew | None) -> list[str]:
    """Return the change of a duty of which the partner is told, if there is any."""
    came, comes = (crew is not None and crew.has_partner for crew in (before, after))
    if not (came and comes):
        return ["new"] if comes else ["reassigned" if after else "cancelled"] if came else []
    was, is_now = (_headcount(crew.people) for crew in (before, after) if crew)
    return [] if was == is_now else ["changed"]


class Watch:
    """The duties of the operation by hand, what each person was told last, and where the rally is."""

    def __init__(self, first: date, zone: str) -> None:
        """Let three teams of each post take turns."""
        self._first, self._zone = first, ZoneInfo(zone)
        self.rally = 40
        self.duties: Duties = {
            (post, day): Crew(f"{post}-{day % 3 + 1}", _people(f"{post}-{day % 3 + 1}"))
            for post in POSTS
            for day in range(DAYS)
        }
        self.told, self.told_rally = dict(self.duties), self.rally
        self.revoked: set[str] = set()

    def exchange(self, duty: tuple[str, int], leaves: str, comes: str) -> None:
        """Let a person leave a duty, and another one come, if any is named."""
        crew = self.duties[duty]
        self.duties[duty] = attrs.evolve(crew, people=crew.people - {leaves} | ({comes} if comes else set()))

    def time(self, duty: tuple[str, int]) -> tuple[datetime, datetime]:
        """Return the start and the end of a duty: from 07:00 to 07:00 by the clock of the zone."""
        days = (self._first + (duty[1] + number) * DAY for number in (0, 1))
        start, end = (datetime.combine(day, time(7), self._zone) for day in days)
        return start.astimezone(UTC), end.astimezone(UTC)

    def rally_time(self, day: int) -> tuple[datetime, datetime]:
        """Return the start and the end of the rally on a day."""
        start = datetime.combine(self._first + day * DAY, time(9), self._zone).astimezone(UTC)
        return start, start + timedelta(minutes=RALLY_MINUTES)

    def shown(self, calendars: Mapping[str, str]) -> Shown:
        """Return the events of each calendar of a team or a member, by its path; a revoked one shows none."""
        rally = self.rally_time(self.rally)
        shown: dict[str, set[tuple[datetime, datetime]]] = {path: set() for path in calendars}
        for path, owner in calendars.items():
            if owner not in self.revoked:
                duties = [duty for duty, crew in self.duties.items() if owner in {crew.team, *crew.people}]
                shown[path] = {rally, *map(self.time, duties)}
        return shown

    def untold(self, now: datetime) -> set[Line]:
        """Return the changes since people were told last, of duties that have not ended."""
        lines: set[Line] = set()
        for post, day in self.told.keys() | self.duties.keys():
            if self.time((post, day))[1] <= now:
                continue
            before, after = self.told.get((post, day)), self.duties.get((post, day))
            was, is_now = (crew.people if crew else frozenset[str]() for crew in (before, after))
            gone = "reassigned" if after else "cancelled"
            lines |= {(person, gone, post, day) for person in was - is_now}
            lines |= {(person, "new", post, day) for person in is_now - was}
            lines |= {(PARTNER, kind, post, day) for kind in _kinds_for_partner(before, after)}
        latest = max(self.rally_time(day)[1] for day in (self.rally, self.told_rally))
        if self.rally != self.told_rally and latest > now:
            everybody = frozenset[str]().union(*map(_people, TEAMS))
            lines |= {(person, "moved", RALLY, self.rally) for person in everybody}
        return lines

    def tell(self) -> None:
        """Tell everybody."""
        self.told, self.told_rally = dict(self.duties), self.rally


# --- by the package -----------------------------------------------------------------------------------------------


class Operation:
    """An operation of 75 days from a day on, in a zone, its site, and its duties by hand."""

    def __init__(self, folder: Path, first: date, zone: str) -> None:
        """Plan it."""
        self.site, self.links, self.first = folder / "site", folder / "links.db", first
        self.watch = Watch(first, zone)
        partner = Partner(key=PARTNER, name=Text.same("KPU"), role=Text.same("Host"))
        rally = Muster(
            key=RALLY,
            name=Text.same("Rally"),
            start=Moment(self.day(40), 9 * 60),
            minutes=RALLY_MINUTES,
            place=Place(),
        )
        self.plan = a_plan(
            posts=[a_post(post, [f"{post}-{number}" for number in (1, 2, 3)], partners=(PARTNER,)) for post in POSTS],
            patterns=(TOUR,),
            teams=[a_team(key, people=2) for key in TEAMS],
            languages=("id",),
            operation=an_operation(a_window(first, days=DAYS), start=first, end=self.day(DAYS - 1)),
            zone=zone,
            members=tuple(
                Member(key=key, team=team, name=f"Officer {key}") for team in TEAMS[:3] for key in sorted(_people(team))
            ),
            partners=(partner,),
            musters=(rally,),
        )
        LinkRegistry.create(self.links, self.plan).close()

    def day(self, number: int) -> date:
        """Return a day of the operation; 0 is the first."""
        return self.first + number * DAY

    def now(self, number: int) -> datetime:
        """Return noon of a day in UTC, when it is published."""
        return datetime.combine(self.day(number), datetime.min.time(), UTC) + timedelta(hours=12)

    def publish(self, number: int) -> Published:
        """Publish the present plan on a day."""
        return electsched.publish(self.plan, self.site, links=self.links, stamp=self.now(number))

    def add(self, number: int, **records: Callable[..., Any]) -> None:
        """Add records to the plan that were decided on a day, each as a function of the decision."""
        decision = {"by": "karendalops", "decided": self.day(number), "reason": "Illustrative"}
        lists: dict[str, Any] = {name: (*getattr(self.plan, name), made(decision)) for name, made in records.items()}
        self.plan = attrs.evolve(self.plan, **lists)

    def name(self, post: str, number: int, member: str = "") -> DutyName:
        """Return the name of a duty."""
        return DutyName(post=post, day=self.day(number), shift="tour", member=member)

    def calendars(self, *members: str) -> dict[str, str]:
        """Return the path of the calendar of each team and of these members, with its owner."""
        with LinkRegistry.open(self.links) as registry:
            folders = {key: next(registry.links("personal", key)).folder for key in members}
        of_teams = {f"internal/teams/{team}.id.ics": team for team in TEAMS}
        return of_teams | {f"{folder}/duties.id.ics": key for key, folder in folders.items()}


# --- what happens -------------------------------------------------------------------------------------------------


def _nothing(_: Operation) -> None:
    """Nothing happens between two publications."""


def _absence(operation: Operation) -> None:
    """One of the first team is away for a week, and so from the duties of the days 12 and 15."""
    sick = an_absence(operation.day(10), operation.day(16), member="p-kpu-1-0", kind="sick")
    operation.plan = attrs.evolve(operation.plan, absences=(sick,))
    for day in (12, 15):
        operation.watch.exchange(("kpu", day), "p-kpu-1-0", "")


def _substitution(operation: Operation) -> None:
    """Somebody of the third team stands in on one of the two days."""
    operation.add(
        9,
        substitutions=lambda decision: Substitution(
            member="p-kpu-1-0", substitute="p-kpu-3-1", start=operation.day(12), **decision
        ),
    )
    operation.watch.exchange(("kpu", 12), "", "p-kpu-3-1")


def _swap(operation: Operation) -> None:
    """Two teams exchange duties at different posts on different days."""
    first, second = operation.name("kpu", 18), operation.name("ppk", 20)
    operation.add(14, swaps=lambda decision: Swap(first=first, second=second, **decision))
    duties = operation.watch.duties
    duties["kpu", 18], duties["ppk", 20] = duties["ppk", 20], duties["kpu", 18]


def _swap_of_members(operation: Operation) -> None:
    """Two members of different teams exchange duties."""
    first, second = operation.name("kpu", 24, "p-kpu-1-0"), operation.name("kpu", 25, "p-kpu-2-1")
    operation.add(21, swaps=lambda decision: Swap(first=first, second=second, **decision))
    operation.watch.exchange(("kpu", 24), "p-kpu-1-0", "p-kpu-2-1")
    operation.watch.exchange(("kpu", 25), "p-kpu-2-1", "p-kpu-1-0")


def _amendment(operation: Operation) -> None:
    """From day 50 on, the first two teams of a post change places, and its partner does not come any more."""
    order = ("ppk-2", "ppk-1", "ppk-3")
    operation.add(
        30,
        amendments=lambda decision: Amendment(
            post="ppk", start=operation.day(50), teams=(order,), partners=(), **decision
        ),
    )
    operation.watch.duties |= {
        ("ppk", day): Crew(order[day % 3], _people(order[day % 3]), has_partner=False) for day in range(50, DAYS)
    }


def _rally(operation: Operation) -> None:
    """The rally moves by four days."""
    (muster,) = operation.plan.musters
    moved = attrs.evolve(muster, start=Moment(operation.day(44), 9 * 60))
    operation.plan = attrs.evolve(operation.plan, musters=(moved,))
    operation.watch.rally = 44


def _revoked(operation: Operation) -> None:
    """The address of an officer is revoked; the officer stays on duty."""
    with LinkRegistry.open(operation.links) as registry:
        registry.change("revoke", "personal", "p-kpu-2-0", operation.now(45))
    operation.watch.revoked.add("p-kpu-2-0")


def _single_duties(operation: Operation) -> None:
    """A duty is cancelled, and one is added."""
    cancelled, added = operation.name("ppk", 60), operation.name("kpu", 64)
    operation.add(
        52,
        cancellations=lambda decision: Cancellation(post="ppk", day=cancelled.day, shift=cancelled.shift, **decision),
        additions=lambda decision: Addition(
            post="kpu", day=added.day, shift=added.shift, team="kpu-3", people=2, **decision
        ),
    )
    del operation.watch.duties["ppk", 60]
    operation.watch.duties["kpu+", 64] = Crew("kpu-3", _people("kpu-3"))


def _taken_back(operation: Operation) -> None:
    """The cancelled duty takes place after all, and the added one does not."""
    taken_back = operation.name("kpu", 64)
    operation.plan = attrs.evolve(operation.plan, cancellations=())
    operation.add(
        57,
        cancellations=lambda decision: Cancellation(
            post="kpu", day=taken_back.day, shift=taken_back.shift, line="extra", **decision
        ),
    )
    operation.watch.duties["ppk", 60] = Crew("ppk-2", _people("ppk-2"), has_partner=False)
    del operation.watch.duties["kpu+", 64]


@attrs.frozen
class Step:
    """A publication: the day, the change before it, and whether people are told, also by the one who tells late."""

    day: int
    happens: Callable[[Operation], None]
    is_told_late: bool = True


STEPS = (
    Step(-5, _nothing),
    Step(2, _nothing),
    Step(7, _absence, is_told_late=False),
    Step(9, _substitution),
    Step(14, _swap, is_told_late=False),
    Step(17, _swap_of_members),
    Step(30, _amendment, is_told_late=False),
    Step(37, _rally, is_told_late=False),
    Step(43, _revoked),
    Step(52, _single_duties, is_told_late=False),
    Step(57, _taken_back),
    Step(66, _nothing),
)
