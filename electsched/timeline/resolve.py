"""From an election, or a bare statute with a polling day, to a timeline.

Computed and official dates are kept apart. A rule reads what holds for its anchors (given, else official, else
computed, else the last lawful day), and the computed date of a stage never reads that stage's own official one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

import attrs

from electsched.errors import CircularRuleError, Fault, HorizonError, InputError
from electsched.law.date_arithmetic import Moment, day_of
from electsched.law.evaluation import Comparison, Expr, Falls, MissingAnchorError, Setting, evaluate
from electsched.law.statute import PARTS, Facts, Limit, StageLaw, Statute, When
from electsched.law.trace import AnchorStep, Found, Given, Hulled, Part, Ruled, Step, Value
from electsched.law.versions import in_force, is_dated, version_on
from electsched.timeline.assumptions import Question, asked_of, dependents, given_pair
from electsched.timeline.election import Branch, DecreedDate, Election
from electsched.timeline.limits import KeptLimit, extreme, keeps
from electsched.timeline.stage import Dates, Stage, Timeline
from electsched.timeline.status import all_changes, status_of

__all__ = ["resolve"]

NOTHING = Dates(None, None)
GivenValue = date | Moment | tuple[date | Moment, date | Moment]


def resolve(  # noqa: PLR0913  # each is a question of its own, and named
    subject: Election | Statute,
    *,
    polling: date | None = None,
    given: Mapping[str, GivenValue] | None = None,
    facts: Facts | None = None,
    nation: str | None = None,
    provisional: bool = False,
    as_of: date | None = None,
    holidays: Mapping[date, str] | None = None,
) -> Timeline:
    """Return the timeline of an election, or of a statute with the dates given.

    ``polling`` and ``given`` (a day, a moment, or a first and last of them, by stage key) hold before what was
    decreed; every official date that depends on one of them by a rule or a limit is dropped, for it was decreed for
    another anchor. ``facts`` say what the law asks of the election, before what the election itself says; ``nation`` is
    short for the fact of that name. With ``provisional`` a count may leave the years for which the holidays are known.
    With ``as_of`` a holiday declared later than that day is not known yet. ``holidays`` adds days that are not worked,
    by name, such as a day appointed for thanksgiving.

    Raises:
        UnknownNameError: A key of ``given`` is no stage.
        MissingFactError: The law depends on a fact that was not given.
        HorizonError: Polling day, or a count of working days, lies outside the years whose holidays are known.
        InputError: A given date is none, a first day lies after its last, a fact is none of this law, or the day lies
            before the first or after the last version of a rule.
    """
    statute, election, known = asked_of(subject, facts, nation)
    wishes = dict(given or {})
    if polling is not None:
        wishes["polling"] = polling
    asked = Question(wishes, known, provisional, as_of, holidays or {})
    return _Resolver(statute, election, asked).timeline()


class _Resolver:
    """One resolution: what was looked up is remembered, so that each date is computed once."""

    def __init__(self, statute: Statute, election: Election | None, asked: Question) -> None:
        for key in asked.wishes:
            statute[key]  # an unknown key is refused here
        self._statute = statute
        self._facts = asked.facts
        self._there = {law.key: law for law in statute.stages if not law.when or self._holds(law.when)}
        self._election = election
        self._provisional = asked.provisional
        self._given = {key: given_pair(key, value) for key, value in asked.wishes.items()}
        decreed = {item.stage: item for item in election.dates} if election else {}
        changed = {key for key, pair in self._given.items() if not _same(decreed.get(key), pair)}
        # Without an election nothing was decreed that could lose its ground.
        self._dropped = dependents(statute, changed) - changed if changed and decreed else frozenset()
        self._decreed = {
            key: item for key, item in decreed.items() if key not in self._dropped and key not in self._given
        }
        self._official = {key: election.official[key] for key in self._decreed} if election else {}
        self._links = election.links if election else ()
        self._memo: dict[tuple[str, Part, bool], Found | None] = {}
        self._under_way: list[tuple[str, Part, bool]] = []
        self._in_force: dict[str, tuple[Limit, ...]] = {}
        self._bounds: dict[int, Found | None] = {}
        self._asked = asked
        self._by_stage = {key for variant in statute.calendars for key in variant.stages}
        self._settings: dict[str, Setting] = {}

    def timeline(self) -> Timeline:
        """Return the timeline."""
        self._require_known_years()
        source = self._election or self._statute
        unread = self._dropped & {item.stage for item in self._election.dates} if self._election else frozenset()
        stages = tuple([self._stage(law) for law in self._there.values()])
        # What rules are evaluated in leads back here: without it, all goes at once with the last reference.
        self._settings.clear()
        return Timeline(
            id=source.id,
            name=source.name,
            statute=self._statute,
            zone=self._statute.zone,
            facts=self._facts,
            stages=stages,
            unread=tuple(law.key for law in self._statute.stages if law.key in unread),
            links=self._links,
        )

    def _setting(self, key: str) -> Setting:
        """Return what rules and limits of the stage are evaluated in; most stages share one."""
        shared = key if key in self._by_stage else ""
        if shared not in self._settings:
            calendar = self._asked.calendar(self._statute, shared)
            self._settings[shared] = Setting(
                look_up=self._look_up, calendar=calendar, zone=self._statute.zone, provisional=self._provisional
            )
        return self._settings[shared]

    def _holds(self, when: When) -> bool:
        return not when or self._statute.holds(when, self._facts)

    def _require_known_years(self) -> None:
        polling = self._effective("polling", "end") if "polling" in self._statute else None
        if polling is not None and not self._provisional:
            try:
                self._setting("").calendar.require(polling.day, path="polling")
            except HorizonError as error:
                raise HorizonError(*error.faults, source=(self._election or self._statute).id) from error

    # --- one stage ---

    def _stage(self, law: StageLaw) -> Stage:
        key = law.key
        limits = tuple([self._kept(limit) for limit in self._limits(key)]) if self._statute.limits_on(key) else ()
        lawful_alone = not (law.hull or limits or key in self._given or key in self._decreed)
        # Most stages are a day without a rule for its start.
        first = self._effective(key, "start") if law.start or not lawful_alone else None
        effective = _dates(first, self._effective(key, "end"))
        decreed = self._decreed.get(key)
        missing: tuple[Part, ...] = ()
        if (effective.first is None) != (effective.last is None):
            missing = tuple(part for part in PARTS if effective.of(part) is None and self._has_rule(law, part))
        held = next((item.held for item in self._branches() if item.key == law.branch), None) if law.branch else None
        changes = decreed.changes if decreed else ()
        if self._links:
            changes = all_changes(decreed, effective.end, self._links)
        return Stage(
            key=key,
            kind=law.kind,
            name=law.name,
            zone=self._statute.zone,
            clock=law.clock,
            effective=effective,
            computed=effective if lawful_alone else self._computed_dates(law, effective),
            official=_dates(*self._official[key]) if key in self._official else NOTHING,
            earliest=extreme(limits, earliest=True) if limits else None,
            latest=extreme(limits, earliest=False) if limits else None,
            limits=limits,
            planned=decreed.planned if decreed else None,
            changes=changes,
            missing=missing,
            status=status_of(
                (None, None) if missing else (effective.first, effective.last), decreed, changes, held=held
            ),
            branch=law.branch,
            occurrences=decreed.occurrences if decreed else (),
            alternatives=decreed.alternatives if decreed else (),
            note=decreed.note if decreed and decreed.note else law.note,
        )

    def _branches(self) -> tuple[Branch, ...]:
        return self._election.branches if self._election else ()

    def _computed_dates(self, law: StageLaw, effective: Dates) -> Dates:
        first, last = self._computed(law, "start"), self._computed(law, "end")
        # Where nothing was set, what the law gives is what holds: one value for both.
        return effective if first is effective.first and last is effective.last else _dates(first, last)

    def _look_up(self, key: str, part: Part) -> Found:
        found = self._effective(key, part)
        if found is None and not self._has_rule(self._statute[key], part):
            found = self._effective(key, "end" if part == "start" else "start")
        if found is None:
            raise MissingAnchorError(key)
        return found

    def _has_rule(self, law: StageLaw, part: Part) -> bool:
        if not law.hull and not law.versions(part):
            return False
        return bool(law.hull) or any(
            not version.when or self._holds(version.when) for version in law.versions(part) if version.expr is not None
        )

    # --- what holds, what was decreed, what the law gives ---

    def _effective(self, key: str, part: Part) -> Found | None:
        asked = (key, part, False)
        if asked in self._memo:
            return self._memo[asked]
        law = self._there.get(key)
        return self._remember(asked, law) if law else None

    def _computed(self, law: StageLaw, part: Part) -> Found | None:
        if not law.versions(part) and not law.hull:
            return None
        asked = (law.key, part, True)
        return self._memo[asked] if asked in self._memo else self._remember(asked, law)

    def _remember(self, asked: tuple[str, Part, bool], law: StageLaw) -> Found | None:
        key, part, computed = asked
        if asked in self._under_way:
            shown = " -> ".join(f"{k}.{p}" for k, p, _ in (*self._under_way, asked))
            raise CircularRuleError(Fault(key, f"a circle: {shown}", "rules that lead to a date"))
        self._under_way.append(asked)
        found = self._memo[asked] = self._ruled(law, part) if computed else self._holding(law, part)
        self._under_way.pop()
        return found

    def _holding(self, law: StageLaw, part: Part) -> Found | None:
        key = law.key
        if key in self._given:
            return Found(self._given[key][part == "end"], "given", Given())
        official = self._official[key][part == "end"] if key in self._official else None
        if official is not None:
            return official
        if law.hull:
            return self._hull(law, part, computed=False)
        computed = self._computed(law, part) if law.versions(part) else None
        return computed or self._last_lawful(law, part)

    def _ruled(self, law: StageLaw, part: Part) -> Found | None:
        if law.hull:
            return self._hull(law, part, computed=True)
        key, versions = law.key, law.versions(part)
        # A law that never changed does not wait for polling day, which may itself be computed from it.
        day = self._in_force_on(law) if any(map(is_dated, versions)) else None
        version = version_on(versions, day, self._holds, path=f"{key}.{part}")
        if version is None or version.expr is None:
            return None
        try:
            value, steps = self._evaluate(version.expr, key, f"{key}.{part}")
        except MissingAnchorError:
            return None
        return Found(value, "computed", Ruled(version.rule, version.law, steps))

    def _evaluate(self, expr: Expr, key: str, path: str) -> tuple[Value, tuple[Step, ...]]:
        try:
            return evaluate(expr, self._setting(key))
        except CircularRuleError:
            raise
        except InputError as error:
            faults = [attrs.evolve(fault, path=fault.path or path) for fault in error.faults]
            raise type(error)(*faults, source=error.source or self._statute.id) from error

    def _in_force_on(self, law: StageLaw) -> date | None:
        """Return the day by which the version in force is known; a stage cannot wait for its own rules to know it."""
        key = law.in_force_at or "polling"
        if key not in self._statute:
            return None
        if key == law.key:
            return day_of(self._given[key][1]) if key in self._given else self._official_day(key)
        found = self._effective(key, "end")
        return found.day if found else None

    def _official_day(self, key: str) -> date | None:
        found = self._official[key][1] if key in self._official else None
        return found.day if found else None

    def _hull(self, law: StageLaw, part: Part, *, computed: bool) -> Found | None:
        members: list[AnchorStep] = []
        for key in law.hull:
            there = self._there.get(key)
            found = self._computed(there, part) if computed and there else None
            found = found or self._day_of_member(key, part)
            if found is not None:
                members.append(AnchorStep(key, part, found))
        if not members:
            return None
        chosen = (min if part == "start" else max)(members, key=lambda member: member.found.day)
        return Found(chosen.found.value, chosen.found.origin, Hulled(tuple(members), chosen))

    def _day_of_member(self, key: str, part: Part) -> Found | None:
        try:
            return self._look_up(key, part)
        except MissingAnchorError:
            return None

    # --- limits ---

    def _limits(self, key: str) -> tuple[Limit, ...]:
        if key not in self._in_force:
            self._in_force[key] = tuple(self._limits_in_force(key))
        return self._in_force[key]

    def _limits_in_force(self, key: str) -> Iterator[Limit]:
        for limit in self._statute.limits_on(key):
            if not limit.when or self._holds(limit.when):
                day = self._in_force_on(self._statute[key]) if is_dated(limit) else None
                if day is None or in_force((limit,), day, self._holds) is not None:
                    yield limit

    def _bound(self, limit: Limit) -> Found | None:
        if isinstance(limit.expr, Falls):
            return None
        if id(limit) not in self._bounds:
            try:
                value, steps = self._evaluate(limit.expr.right, limit.expr.left.key, f"{limit.expr.left.key} limit")
                found: Found | None = Found(value, "limit", Ruled(limit.rule, limit.law, steps, limit=True))
            except MissingAnchorError:
                found = None
            self._bounds[id(limit)] = found
        return self._bounds[id(limit)]

    def _last_lawful(self, law: StageLaw, part: Part) -> Found | None:
        """Return the last lawful day of what only a limit bounds, None where a rule or nothing does."""
        limits = self._statute.limits_on(law.key)
        if not limits or not any(_caps(limit, part) for limit in limits) or self._has_rule(law, part):
            return None
        bounds = [self._bound(limit) for limit in self._limits(law.key) if _caps(limit, part)]
        known = [found for found in bounds if found is not None]
        return min(known, key=lambda found: found.day) if known else None

    def _kept(self, limit: Limit) -> KeptLimit:
        left = limit.expr.left
        bound = self._bound(limit)
        holds = self._effective(left.key, left.part)
        actual = holds if holds is not None and holds.origin in {"official", "given"} else None
        kept = keeps(limit, actual, bound, self._statute, self._setting(left.key).calendar)
        return KeptLimit(limit, bound, actual, kept)


def _dates(first: Found | None, last: Found | None) -> Dates:
    return NOTHING if first is None and last is None else Dates(first, last)


def _same(decreed: DecreedDate | None, pair: tuple[Value, Value]) -> bool:
    return decreed is not None and (decreed.first, decreed.last) == pair


def _caps(limit: Limit, part: Part) -> bool:
    return limit.expr.left.part == part and isinstance(limit.expr, Comparison) and limit.expr.order == "<="
