"""A national plan of any size from a seed: the totals are real, everything else is made up.

What is real, with its source: 38 provinces and 514 regencies and cities, 7,277 districts, 820,161 polling stations at
home and 3,059 abroad, 823,220 in all (KPU, final voter list of 2 July 2023); 434,197 officers, the number that was
planned before the operation (261,695 were named when it began); the days of the stages, from the law and the election;
that there are three time zones. The phases are those of ``jombang.toml``, beside this script.

What is illustrative, and says so in the plan's notes: which province lies in which zone, how many regencies, districts,
stations, posts and officers each has, the kinds of posts, the pattern and its hours. Units are numbered and not named
after any place, and officers are numbered and not named.

    python examples/nation.py --size 1/100
    python examples/nation.py --size regency --publish site/

A smaller size is a part of the nation of the same seed: whole districts, with the same keys.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from fractions import Fraction
from functools import cache
from pathlib import Path

import attrs

import electsched
from electsched.cli.output import ProgressBar
from electsched.i18n.text import Text
from electsched.operation.operation import Partner, Place, Post, Unit
from electsched.operation.plan import Plan, Site
from electsched.operation.resources import ForceRatio, Stations
from electsched.operation.teams import Member, Team

if sys.platform != "win32":
    import resource

PROVINCES, REGENCIES, DISTRICTS = 38, 514, 7_277
STATIONS_AT_HOME, STATIONS_ABROAD = 820_161, 3_059
OFFICERS = 434_197
TEAM, TEAMS = 6, 3
"""Officers in a team and teams at a post, which take turns: 24 hours on, 48 off."""
POSTS = OFFICERS // (TEAM * TEAMS)
"""The officers are one more than these posts take: the last team of the nation has seven, of whom six stand."""

ZONES = (("Asia/Jakarta", 18), ("Asia/Makassar", 12), ("Asia/Jayapura", 8))
"""The zones and how many provinces lie in each; the split is illustrative."""
POSTS_OF_PROVINCE = (
    ("command_post", "Posko"),
    ("office", "Kantor KPU provinsi"),
    ("office", "Kantor Bawaslu provinsi"),
)
POSTS_OF_REGENCY = (
    ("command_post", "Posko"),
    ("office", "Kantor KPU"),
    ("warehouse", "Gudang KPU"),
    ("office", "Kantor Bawaslu"),
)
SHARED_WITH_KPU = {"Kantor KPU", "Gudang KPU"}
FEWEST_POSTS = 2
"""In a district."""
TIERS = (("sangat-rawan", 100), ("rawan", 40))
"""One station in so many is of the tier; the rest are of the lowest. Illustrative."""
SIZES = ("district", "regency", "1/1000", "1/100", "1/10", "nation")
ILLUSTRATIVE = "Illustrative: numbered, not named; only the national totals are real"
ENGLISH = {
    "Posko": "Command post",
    "Kantor KPU provinsi": "Provincial KPU office",
    "Kantor Bawaslu provinsi": "Provincial Bawaslu office",
    "Kantor KPU": "KPU office",
    "Gudang KPU": "KPU warehouse",
    "Kantor Bawaslu": "Bawaslu office",
    "Patroli": "Patrol",
}


def national_plan(size: str | float = "1/1000", seed: int = 1) -> Plan:
    """Return the plan of a nation or a part of it; the same size and seed give the same plan on every machine.

    ``size`` is ``district`` (one), ``regency`` (one, with all its districts), ``nation``, or a fraction of the
    officers, as a number or as text such as ``1/100``. Of a fraction there are whole districts, as near to it as they
    come: whole regencies first, in turn from each zone. A province or regency of which only a part is there has no
    posts of its own.

    Raises:
        ValueError: There is no such size, or the fraction is not above 0 and at most 1.
    """
    nation = _nation(seed)
    chosen = _chosen(nation, size)
    parts = _Parts()
    parts.top()
    for province in nation:
        own = [(regency, [each for each in regency.districts if each.key in chosen]) for regency in province.regencies]
        if any(districts for _, districts in own):
            parts.province(province, [(regency, districts) for regency, districts in own if districts])
    return _plan(parts)


# --- how many of everything each has ------------------------------------------------------------------------------


@attrs.frozen
class _District:
    key: str
    posts: int
    stations: int
    first: int
    """The number of its first post in the nation."""


@attrs.frozen
class _Regency:
    key: str
    first: int
    districts: tuple[_District, ...]
    last: bool
    """Whether it is the last of its province, which has its own posts where it is whole."""

    @property
    def posts(self) -> int:
        own = len(POSTS_OF_REGENCY) + (len(POSTS_OF_PROVINCE) if self.last else 0)
        return own + sum(district.posts for district in self.districts)


@attrs.frozen
class _Province:
    key: str
    zone: str
    first: int
    regencies: tuple[_Regency, ...]


@cache
def _nation(seed: int) -> tuple[_Province, ...]:
    """Return every province with its regencies and districts, and how many posts and stations each has."""
    regencies = _shared(REGENCIES, [_weight(seed, "p", number) for number in range(PROVINCES)], fewest=4)
    districts = _shared(DISTRICTS, [_weight(seed, "r", number) for number in range(REGENCIES)], fewest=3)
    weights = [_weight(seed, "d", number) for number in range(DISTRICTS)]
    stations = iter(_shared(STATIONS_AT_HOME, weights, fewest=1))
    fixed = PROVINCES * len(POSTS_OF_PROVINCE) + REGENCIES * len(POSTS_OF_REGENCY)
    posts = iter(_shared(POSTS - fixed, weights, fewest=FEWEST_POSTS))
    zones = [zone for zone, count in ZONES for _ in range(count)]
    found: list[_Province] = []
    counts, at = iter(districts), 0
    for number, zone in enumerate(zones):
        key, first, own = f"{number + 1:02d}", at, []
        at += len(POSTS_OF_PROVINCE)
        for place in range(regencies[number]):
            name, begin, parts = f"{key}-{place + 1:02d}", at, []
            at += len(POSTS_OF_REGENCY)
            for part in range(next(counts)):
                district = _District(f"{name}-{part + 1:02d}", next(posts), next(stations), at)
                at += district.posts
                parts.append(district)
            own.append(_Regency(name, begin, tuple(parts), last=place == regencies[number] - 1))
        found.append(_Province(key, zone, first, tuple(own)))
    return tuple(found)


def _weight(seed: int, *parts: str | int) -> int:
    """Return a weight from 2 to 6, in millionths, that rests on nothing but the seed and what it is of."""
    text = ":".join(map(str, (seed, *parts)))
    drawn = int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "big")
    return 2_000_000 + drawn % 4_000_000


def _shared(total: int, weights: Sequence[int], *, fewest: int) -> list[int]:
    """Return the total in whole parts by weight, each at least ``fewest`` (the largest remainders are rounded up)."""
    left, whole = total - fewest * len(weights), sum(weights)
    parts = [fewest + left * weight // whole for weight in weights]
    order = sorted(range(len(weights)), key=lambda place: (-(left * weights[place] % whole), place))
    for place in order[: total - sum(parts)]:
        parts[place] += 1
    return parts


# --- which of them are there --------------------------------------------------------------------------------------


def _chosen(nation: tuple[_Province, ...], size: str | float) -> frozenset[str]:
    """Return the keys of the districts that the size takes."""
    first = nation[0].regencies[0]
    if size == "district":
        return frozenset({first.districts[0].key})
    if size == "regency":
        return frozenset(district.key for district in first.districts)
    share = _fraction(size)
    if share == 1:
        return frozenset(_keys(regency for province in nation for regency in province.regencies))
    return _nearest(nation, round(share * POSTS))


def _fraction(size: str | float) -> Fraction:
    expected = "one of " + ", ".join(SIZES) + ", or a fraction above 0 and at most 1"
    try:
        share = Fraction(1) if size == "nation" else Fraction(size)
    except (ValueError, ZeroDivisionError, OverflowError) as error:
        raise ValueError(f"size: {size!r}, expected {expected}") from error
    if not 0 < share <= 1:
        raise ValueError(f"size: {size!r}, expected {expected}")
    return share


def _nearest(nation: tuple[_Province, ...], wanted: int) -> frozenset[str]:
    """Return districts with so many posts, or as near below as they come: whole regencies, then districts of others."""
    chosen: list[str] = []
    left, spare = wanted, []
    for regency in _in_turns(nation):
        if regency.posts <= left:
            chosen.extend(_keys([regency]))
            left -= regency.posts
        else:
            spare.append(regency)
    pool = [district for regency in spare[: len(ZONES)] for district in regency.districts]
    filled: dict[int, tuple[str, ...]] = {0: ()}
    for district in sorted(pool, key=lambda district: district.key[::-1]):
        for posts in sorted(filled, reverse=True):
            if posts + district.posts <= left:
                filled.setdefault(posts + district.posts, (*filled[posts], district.key))
    return frozenset([*chosen, *filled[max(filled)]]) or frozenset({pool[0].key})


def _in_turns(nation: tuple[_Province, ...]) -> Iterator[_Regency]:
    """Yield the regencies, one of each zone in turn, as long as it has any."""
    lines = [
        [regency for province in nation if province.zone == zone for regency in province.regencies] for zone, _ in ZONES
    ]
    for place in range(max(map(len, lines))):
        for line in lines:
            yield from line[place : place + 1]


def _keys(regencies: Iterable[_Regency]) -> Iterator[str]:
    return (district.key for regency in regencies for district in regency.districts)


# --- the plan -----------------------------------------------------------------------------------------------------


class _Parts:
    """Units, posts, teams, officers, partners and stations, each unit's together and in the order of the units."""

    def __init__(self) -> None:
        self.units: list[Unit] = []
        self.partners: list[Partner] = []
        self.posts: list[Post] = []
        self.teams: list[Team] = []
        self.members: list[Member] = []
        self.stations: list[Stations] = []
        self._place, self._windows = Place(), ("campaign",)
        self._role = Text({"id": "Penyelenggara pemilu", "en": "Election management"})

    def top(self) -> None:
        """Begin with the headquarters, which has no posts here; the stations abroad are told and not counted.

        They need no police and no linmas of this plan, so they are no part of its demand.
        """
        abroad = f"{STATIONS_ABROAD:,} stations abroad (KPU, 2 July 2023); no officer of this plan guards them"
        self.units.append(
            Unit(
                key="mabes",
                name=Text({"id": "Mabes Polri", "en": "Police headquarters"}),
                level="mabes",
                note=f"{ILLUSTRATIVE}. {abroad}",
            )
        )

    def province(self, province: _Province, regencies: Sequence[tuple[_Regency, list[_District]]]) -> None:
        unit = self._unit("polda", province.key, "mabes", zone=province.zone)
        complete = len(regencies) == len(province.regencies) and all(
            len(districts) == len(regency.districts) for regency, districts in regencies
        )
        if complete:
            self._posts_of(unit, province.first, POSTS_OF_PROVINCE)
        for regency, districts in regencies:
            self._regency(regency, districts, unit)

    def _regency(self, regency: _Regency, districts: list[_District], above: str) -> None:
        unit = self._unit("polres", regency.key, above)
        if len(districts) == len(regency.districts):
            kpu = f"kpu-{regency.key}"
            self.partners.append(Partner(key=kpu, name=Text.same(f"KPU {regency.key}"), role=self._role))
            self._posts_of(unit, regency.first, POSTS_OF_REGENCY, kpu)
        for district in districts:
            own = self._unit("polsek", district.key, unit)
            kinds = [("command_post", "Posko"), *[("patrol", "Patroli")] * (district.posts - 1)]
            self._posts_of(own, district.first, kinds)
            self._stations(own, district.stations)

    def _unit(self, level: str, number: str, above: str, *, zone: str = "") -> str:
        key = f"{level}-{number}"
        name = Text.same(f"{level.capitalize()} {number}")
        self.units.append(Unit(key=key, name=name, level=level, parent=above, note=ILLUSTRATIVE, zone=zone))
        return key

    def _stations(self, unit: str, count: int) -> None:
        """Split the stations of a district by tier; the tiers stand in the order of their rank."""
        found = {tier: count // one_in for tier, one_in in TIERS}
        found["kurang-rawan"] = count - sum(found.values())
        for tier in reversed(found):
            if found[tier]:
                self.stations.append(Stations(unit=unit, tier=tier, count=found[tier], note=ILLUSTRATIVE))

    def _posts_of(self, unit: str, first: int, kinds: Sequence[tuple[str, str]], kpu: str = "") -> None:
        where = unit.partition("-")[2]
        for place, (kind, name) in enumerate(kinds):
            number = f" {place}" if kind == "patrol" else ""
            key = f"{unit}-pos-{place + 1}"
            teams = tuple(f"{key}-regu-{team + 1}" for team in range(TEAMS))
            self.posts.append(
                Post(
                    key=key,
                    name=Text({"id": f"{name} {where}{number}", "en": f"{ENGLISH[name]} {where}{number}"}),
                    unit=unit,
                    kind=kind,
                    windows=self._windows,
                    pattern="tour-24",
                    teams=(teams,),
                    place=self._place,
                    partners=(kpu,) if name in SHARED_WITH_KPU else (),
                    note=ILLUSTRATIVE,
                )
            )
            for team, own in enumerate(teams):
                self._team(own, unit, f"{where}.{place + 1}.{team + 1}", first + place, team)

    def _team(self, key: str, unit: str, number: str, post: int, place: int) -> None:
        """Add a team and its officers, who are numbered through the nation."""
        last = (post, place) == (POSTS - 1, TEAMS - 1)
        people = TEAM + (OFFICERS - POSTS * TEAMS * TEAM if last else 0)
        name = Text({"id": f"Regu {number}", "en": f"Team {number}"})
        self.teams.append(Team(key=key, name=name, unit=unit, people=people))
        begin = (post * TEAMS + place) * TEAM + 1
        for officer in range(begin, begin + people):
            self.members.append(Member(key=f"petugas-{officer:06d}", team=key, name=f"Petugas {officer:06d}"))


def _plan(parts: _Parts) -> Plan:
    """Return the parts as a plan, with the phases, tiers, ratios, rules and pattern of the plan beside this script."""
    pattern = Path(__file__).with_name("jombang.toml")
    local = _local(pattern)
    url = "https://calendars.example.org/nation"
    name = Text({"id": "Operasi Mantap Brata, rencana nasional", "en": "Operation Mantap Brata, national plan"})
    operation = attrs.evolve(
        local.operation,
        key="mantap-brata-2023-2024",
        name=Text.same("Operasi Mantap Brata 2023-2024"),
        task_forces=(),
        command=(),
        source=f"S20, S24, S25 of jombang.toml. {ILLUSTRATIVE}",
    )
    ratios = [ratio for ratio in local.ratios if not ratio.unit]
    vulnerable = (
        ForceRatio(tier="rawan", police=2, stations=2, linmas=4, source="2-2-4: Tarakan, Kulon Progo"),
        ForceRatio(tier="sangat-rawan", police=2, stations=1, linmas=2, source="2-1-2: Tarakan"),
    )
    return attrs.evolve(
        local,
        id="mantap-brata-national-2024",
        title=name,
        zone="Asia/Jakarta",
        languages=("id",),
        operation=operation,
        site=Site(url=url),
        issued=datetime(2023, 11, 20, 1, tzinfo=UTC),
        units=tuple(parts.units),
        partners=tuple(parts.partners),
        posts=tuple(parts.posts),
        patterns=tuple(each for each in local.patterns if each.key == "tour-24"),
        teams=tuple(parts.teams),
        members=tuple(parts.members),
        musters=(),
        tiers=local.tiers,
        ratios=(*ratios, *vulnerable),
        stations=tuple(parts.stations),
        resources=(),
        strengths=(),
        reinforcements=(),
        waivers=(),
        notices=(),
        leave=(),
        endings=(),
    )


@cache
def _local(path: Path) -> Plan:
    return electsched.load_plan(path)


# --- as a script --------------------------------------------------------------------------------------------------


def main(arguments: Sequence[str] | None = None) -> int:
    """Count what a plan holds, and publish it where asked."""
    parser = argparse.ArgumentParser(description="A national plan from a seed: count it, or publish its calendars.")
    parser.add_argument("--size", default="1/1000", help="one of " + ", ".join(SIZES) + ", or another fraction")
    parser.add_argument("--seed", type=int, default=1, help="another seed is another split of the same totals")
    parser.add_argument("--publish", metavar="FOLDER", type=Path, help="write the calendars to this folder")
    parser.add_argument(
        "--links", metavar="FILE", type=Path, help="those of partners and officers too, by this links file"
    )
    parser.add_argument("--jobs", type=int, default=1, help="how many processes write the calendars")
    chosen = parser.parse_args(arguments)
    try:
        plan = national_plan(chosen.size, chosen.seed)
    except ValueError as error:
        print(error, file=sys.stderr)
        return 2
    for level in ("polda", "polres", "polsek"):
        print(f"{sum(unit.level == level for unit in plan.units):>9,} {level}")
    print(f"{sum(group.count for group in plan.stations):>9,} polling stations")
    print(f"{len(plan.posts):>9,} posts, {len(plan.teams):,} teams, {len(plan.members):,} officers")
    if chosen.publish:
        if chosen.links and not chosen.links.exists():
            electsched.LinkRegistry.create(chosen.links, plan).close()
        began = time.monotonic()
        with ProgressBar() as progress, electsched.local_workers(chosen.jobs) as executor:
            done = electsched.publish(
                plan, chosen.publish, links=chosen.links, stamp=plan.issued, executor=executor, progress=progress
            )
        _tell(done, len(plan.members), time.monotonic() - began)
    return 0


def _tell(done: electsched.Published, officers: int, seconds: float) -> None:
    """Print what was written, how long it took, and the most memory that this process and one of its workers took."""
    calendars = sum(path.endswith(".ics") for path in done.written)
    print(f"{done.added:>9,} events, {len(done.written):,} files, {calendars:,} of them calendars")
    print(f"{seconds:>9.1f} seconds, {seconds / officers * 1e6:,.0f} microseconds for each officer")
    if sys.platform != "win32":
        most = [resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
        print(f"{most[0] // 1024:>9,} MiB at most, and {most[1] // 1024:,} MiB in the largest of its workers")


if __name__ == "__main__":
    raise SystemExit(main())
