"""Build a national plan of any size from a seed: the totals are real, and everything else is illustrative.

The real totals and their sources: 38 provinces and 514 regencies and cities, 7,277 districts, 820,161 polling stations
at home and 3,059 abroad, 823,220 in all (KPU, final voter list of 2 July 2023); 434,197 officers, the number planned
before the operation (261,695 were named when it began); the days of the stages, from the law and the election; three
time zones. The phases are those of ``jombang.toml``, beside this script.

The rest is illustrative, and the notes of the plan say so: the zone of each province, the numbers of regencies,
districts, stations, posts and officers of each unit, the kinds of posts, the pattern and its hours. Units and officers
are numbered; no place and no person is named.

    python examples/nation.py --size 1/100
    python examples/nation.py --size regency --publish site/

A smaller size is a part of the nation with the same seed: whole districts, with the same keys.
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
from electsched.operation.plan import Plan
from electsched.operation.resources import ForceRatio, Stations
from electsched.operation.site import Site
from electsched.operation.teams import Member, Team
from electsched.publishing.completion import Published
from electsched.publishing.executors import local_workers

if sys.platform != "win32":
    import resource

PROVINCES, REGENCIES, DISTRICTS = 38, 514, 7_277
STATIONS_AT_HOME, STATIONS_ABROAD = 820_161, 3_059
OFFICERS = 434_197
TEAM_OFFICERS, POST_TEAMS = 6, 3
"""Officers in a team, and teams at a post, which take turns: 24 hours on, 48 off."""
POSTS = OFFICERS // (TEAM_OFFICERS * POST_TEAMS)
"""The nation has one officer more than these posts take: its last team has seven, with six on duty at a time."""

ZONES = (("Asia/Jakarta", 18), ("Asia/Makassar", 12), ("Asia/Jayapura", 8))
"""Each zone and its number of provinces; the split is illustrative."""
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
LEAST_POSTS_OF_DISTRICT = 2
TIERS = (("sangat-rawan", 100), ("rawan", 40))
"""Each higher tier with N, if one station in N has it; the rest have the lowest tier. Illustrative."""
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

    A province or regency that is only partly in the plan has no posts.

    Args:
        size: ``district`` (one), ``regency`` (one, with all its districts), ``nation``, or a fraction of the officers,
            as a number or as text such as ``1/100``. A fraction has whole districts, with as nearly as possible that
            number of officers: whole regencies first, in turn from each zone.
        seed: The seed of the numbers of regencies, districts, stations and posts.

    Raises:
        ValueError: The size is unknown, or the fraction is not above 0 and at most 1.
    """
    nation = _nation(seed)
    chosen = _chosen_districts(nation, size)
    builder = _PlanBuilder()
    builder.add_headquarters()
    for province in nation:
        regencies = []
        for regency in province.regencies:
            districts = [district for district in regency.districts if district.key in chosen]
            if districts:
                regencies.append((regency, districts))
        if regencies:
            builder.add_province(province, regencies)
    return _plan(builder)


# --- the nation: units, and the numbers of their posts and stations -----------------------------------------------


@attrs.frozen
class _District:
    key: str
    posts: int
    stations: int
    first_post: int
    """The number of its first post in the nation, from 0."""


@attrs.frozen
class _Regency:
    key: str
    first_post: int
    districts: tuple[_District, ...]
    is_last: bool
    """Whether it is the last of its province; the posts of the province are counted with it."""

    @property
    def posts(self) -> int:
        posts = len(POSTS_OF_REGENCY) + (len(POSTS_OF_PROVINCE) if self.is_last else 0)
        return posts + sum(district.posts for district in self.districts)


@attrs.frozen
class _Province:
    key: str
    zone: str
    first_post: int
    regencies: tuple[_Regency, ...]


@cache
def _nation(seed: int) -> tuple[_Province, ...]:
    """Return every province with its regencies and districts, and the numbers of their posts and stations."""
    regency_counts = _shared(REGENCIES, [_weight(seed, "p", number) for number in range(PROVINCES)], least=4)
    district_counts = iter(_shared(DISTRICTS, [_weight(seed, "r", number) for number in range(REGENCIES)], least=3))
    weights = [_weight(seed, "d", number) for number in range(DISTRICTS)]
    station_counts = iter(_shared(STATIONS_AT_HOME, weights, least=1))
    posts_above_districts = PROVINCES * len(POSTS_OF_PROVINCE) + REGENCIES * len(POSTS_OF_REGENCY)
    post_counts = iter(_shared(POSTS - posts_above_districts, weights, least=LEAST_POSTS_OF_DISTRICT))
    zones = [zone for zone, count in ZONES for _ in range(count)]
    provinces: list[_Province] = []
    next_post = 0
    for number, zone in enumerate(zones):
        province_key, province_post = f"{number + 1:02d}", next_post
        next_post += len(POSTS_OF_PROVINCE)
        regencies = []
        for regency_number in range(regency_counts[number]):
            regency_key, regency_post = f"{province_key}-{regency_number + 1:02d}", next_post
            next_post += len(POSTS_OF_REGENCY)
            districts = []
            for district_number in range(next(district_counts)):
                key = f"{regency_key}-{district_number + 1:02d}"
                district = _District(key, next(post_counts), next(station_counts), next_post)
                next_post += district.posts
                districts.append(district)
            is_last = regency_number == regency_counts[number] - 1
            regencies.append(_Regency(regency_key, regency_post, tuple(districts), is_last=is_last))
        provinces.append(_Province(province_key, zone, province_post, tuple(regencies)))
    return tuple(provinces)


def _weight(seed: int, *names: str | int) -> int:
    """Return a weight from 2 to 6, in millionths, which depends on the seed and the names alone."""
    text = ":".join(map(str, (seed, *names)))
    drawn = int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "big")
    return 2_000_000 + drawn % 4_000_000


def _shared(total: int, weights: Sequence[int], *, least: int) -> list[int]:
    """Return the total in whole shares by weight, each at least ``least``; the largest remainders are rounded up."""
    surplus, weight_sum = total - least * len(weights), sum(weights)
    shares = [least + surplus * weight // weight_sum for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda index: (-(surplus * weights[index] % weight_sum), index))
    for index in by_remainder[: total - sum(shares)]:
        shares[index] += 1
    return shares


# --- the districts of a size --------------------------------------------------------------------------------------


def _chosen_districts(nation: tuple[_Province, ...], size: str | float) -> frozenset[str]:
    """Return the keys of the districts of the size."""
    first_regency = nation[0].regencies[0]
    if size == "district":
        return frozenset({first_regency.districts[0].key})
    if size == "regency":
        return frozenset(_district_keys([first_regency]))
    share = _fraction(size)
    if share == 1:
        return frozenset(_district_keys(regency for province in nation for regency in province.regencies))
    return _districts_with_posts(nation, round(share * POSTS))


def _fraction(size: str | float) -> Fraction:
    expected = "one of " + ", ".join(SIZES) + ", or a fraction above 0 and at most 1"
    try:
        share = Fraction(1) if size == "nation" else Fraction(size)
    except (ValueError, ZeroDivisionError, OverflowError) as error:
        raise ValueError(f"size: {size!r}, expected {expected}") from error
    if not 0 < share <= 1:
        raise ValueError(f"size: {size!r}, expected {expected}")
    return share


def _districts_with_posts(nation: tuple[_Province, ...], posts: int) -> frozenset[str]:
    """Return districts with that number of posts, or slightly fewer: whole regencies, then districts of others."""
    chosen: list[str] = []
    posts_left, not_chosen = posts, []
    for regency in _regencies_by_turns(nation):
        if regency.posts <= posts_left:
            chosen.extend(_district_keys([regency]))
            posts_left -= regency.posts
        else:
            not_chosen.append(regency)
    pool = [district for regency in not_chosen[: len(ZONES)] for district in regency.districts]
    combinations: dict[int, tuple[str, ...]] = {0: ()}  # by their number of posts
    for district in sorted(pool, key=lambda district: district.key[::-1]):
        for count in sorted(combinations, reverse=True):
            if count + district.posts <= posts_left:
                combinations.setdefault(count + district.posts, (*combinations[count], district.key))
    return frozenset([*chosen, *combinations[max(combinations)]]) or frozenset({pool[0].key})


def _regencies_by_turns(nation: tuple[_Province, ...]) -> Iterator[_Regency]:
    """Yield the regencies: the first of each zone, then the second of each, and so on."""
    by_zone = [
        [regency for province in nation if province.zone == zone for regency in province.regencies] for zone, _ in ZONES
    ]
    for number in range(max(map(len, by_zone))):
        for regencies in by_zone:
            yield from regencies[number : number + 1]


def _district_keys(regencies: Iterable[_Regency]) -> Iterator[str]:
    return (district.key for regency in regencies for district in regency.districts)


# --- the plan -----------------------------------------------------------------------------------------------------


class _PlanBuilder:
    """Collects the parts of a plan: those of each unit together, in the order of the units."""

    def __init__(self) -> None:
        self.units: list[Unit] = []
        self.partners: list[Partner] = []
        self.posts: list[Post] = []
        self.teams: list[Team] = []
        self.members: list[Member] = []
        self.stations: list[Stations] = []
        # Values that all posts and partners share.
        self._place, self._windows = Place(), ("campaign",)
        self._role = Text({"id": "Penyelenggara pemilu", "en": "Election management"})

    def add_headquarters(self) -> None:
        """Add the headquarters, which has no posts; its note has the number of stations abroad.

        Stations abroad need no police and no linmas of this plan, so they are no part of its demand.
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

    def add_province(self, province: _Province, regencies: Sequence[tuple[_Regency, list[_District]]]) -> None:
        """Add a province with some regencies, and some districts of each."""
        unit = self._add_unit("polda", province.key, "mabes", zone=province.zone)
        is_complete = len(regencies) == len(province.regencies) and all(
            len(districts) == len(regency.districts) for regency, districts in regencies
        )
        if is_complete:
            self._add_posts(unit, province.first_post, POSTS_OF_PROVINCE)
        for regency, districts in regencies:
            self._add_regency(regency, districts, unit)

    def _add_regency(self, regency: _Regency, districts: list[_District], parent: str) -> None:
        unit = self._add_unit("polres", regency.key, parent)
        if len(districts) == len(regency.districts):
            kpu = f"kpu-{regency.key}"
            self.partners.append(Partner(key=kpu, name=Text.same(f"KPU {regency.key}"), role=self._role))
            self._add_posts(unit, regency.first_post, POSTS_OF_REGENCY, kpu)
        for district in districts:
            district_unit = self._add_unit("polsek", district.key, unit)
            kinds = [("command_post", "Posko"), *[("patrol", "Patroli")] * (district.posts - 1)]
            self._add_posts(district_unit, district.first_post, kinds)
            self._add_stations(district_unit, district.stations)

    def _add_unit(self, level: str, number: str, parent: str, *, zone: str = "") -> str:
        key = f"{level}-{number}"
        name = Text.same(f"{level.capitalize()} {number}")
        self.units.append(Unit(key=key, name=name, level=level, parent=parent, note=ILLUSTRATIVE, zone=zone))
        return key

    def _add_stations(self, unit: str, count: int) -> None:
        """Add the stations of a district by tier, in the order of the ranks of the tiers."""
        counts = {tier: count // one_in for tier, one_in in TIERS}
        counts["kurang-rawan"] = count - sum(counts.values())
        for tier in reversed(counts):
            if counts[tier]:
                self.stations.append(Stations(unit=unit, tier=tier, count=counts[tier], note=ILLUSTRATIVE))

    def _add_posts(self, unit: str, first_post: int, kinds: Sequence[tuple[str, str]], kpu: str = "") -> None:
        unit_number = unit.partition("-")[2]
        for number, (kind, name) in enumerate(kinds):
            suffix = f" {number}" if kind == "patrol" else ""
            key = f"{unit}-pos-{number + 1}"
            teams = tuple(f"{key}-regu-{team_number + 1}" for team_number in range(POST_TEAMS))
            self.posts.append(
                Post(
                    key=key,
                    name=Text({"id": f"{name} {unit_number}{suffix}", "en": f"{ENGLISH[name]} {unit_number}{suffix}"}),
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
            for team_number, team in enumerate(teams):
                name_number = f"{unit_number}.{number + 1}.{team_number + 1}"
                self._add_team(team, unit, name_number, (first_post + number) * POST_TEAMS + team_number)

    def _add_team(self, key: str, unit: str, name_number: str, national_number: int) -> None:
        """Add a team and its officers; officers are numbered throughout the nation."""
        is_last = national_number == POSTS * POST_TEAMS - 1
        people = TEAM_OFFICERS + (OFFICERS - POSTS * POST_TEAMS * TEAM_OFFICERS if is_last else 0)
        name = Text({"id": f"Regu {name_number}", "en": f"Team {name_number}"})
        self.teams.append(Team(key=key, name=name, unit=unit, people=people))
        first_officer = national_number * TEAM_OFFICERS + 1
        for officer in range(first_officer, first_officer + people):
            self.members.append(Member(key=f"petugas-{officer:06d}", team=key, name=f"Petugas {officer:06d}"))


def _plan(builder: _PlanBuilder) -> Plan:
    """Return the plan, with the phases, tiers, ratios, rules and pattern of the plan of Jombang."""
    local = _jombang()
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
        units=tuple(builder.units),
        partners=tuple(builder.partners),
        posts=tuple(builder.posts),
        patterns=tuple(pattern for pattern in local.patterns if pattern.key == "tour-24"),
        teams=tuple(builder.teams),
        members=tuple(builder.members),
        musters=(),
        tiers=local.tiers,
        ratios=(*ratios, *vulnerable),
        stations=tuple(builder.stations),
        resources=(),
        strengths=(),
        reinforcements=(),
        waivers=(),
        notices=(),
        endings=(),
    )


@cache
def _jombang() -> Plan:
    return electsched.load_plan(Path(__file__).with_name("jombang.toml"))


# --- as a script --------------------------------------------------------------------------------------------------


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the size of the plan, and publish it if asked to."""
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
        with ProgressBar() as progress, local_workers(chosen.jobs) as executor:
            done = electsched.publish(
                plan, chosen.publish, links=chosen.links, stamp=plan.issued, executor=executor, progress=progress.step
            )
        _tell(done, len(plan.members), time.monotonic() - began)
    return 0


def _tell(done: Published, officers: int, seconds: float) -> None:
    """Print the files written, the time, and the peak memory of this process and of its largest worker."""
    calendars = sum(path.endswith(".ics") for path in done.written)
    print(f"{done.added:>9,} events, {len(done.written):,} files, {calendars:,} of them calendars")
    print(f"{seconds:>9.1f} seconds, {seconds / officers * 1e6:,.0f} microseconds for each officer")
    if sys.platform != "win32":
        most = [resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
        print(f"{most[0] // 1024:>9,} MiB at most, and {most[1] // 1024:,} MiB in the largest of its workers")


if __name__ == "__main__":
    raise SystemExit(main())
