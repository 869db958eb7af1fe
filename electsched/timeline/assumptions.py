"""The assumptions of a caller: given dates and facts, and the official dates that they invalidate."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from datetime import date, datetime

import attrs

from electsched.errors import Fault, InputError, UnknownNameError, raise_faults, unknown_name
from electsched.law.calendar import WorkCalendar
from electsched.law.date_arithmetic import LAST_DAY_EXPECTED, Moment, day_of, show
from electsched.law.phases import occurrences_of, with_given_phases
from electsched.law.provisions import GivenDay, may_hold
from electsched.law.rules.expressions import anchors
from electsched.law.rules.trace import Value
from electsched.law.statute import Facts, PartLaw, StageLaw, Statute
from electsched.phrases import OR, Phrase, joined, phrase, quoted, verbatim
from electsched.timeline.election import Election
from electsched.values import value_text

__all__ = ["NO_ASSUMPTIONS", "Assumptions", "GivenValue", "check_given_stages", "dependents", "exists_on"]

GivenValue = GivenDay | tuple[Value, Value]
"""A day, a moment, a year, or a first and a last day or moment."""


def _day(key: str, value: date) -> date:
    # A moment is a day to `isinstance`, but equals none, and cannot be compared with one.
    if isinstance(value, datetime) or not isinstance(value, date):
        raise InputError(Fault(key, quoted(value), phrase("a day such as 2024-02-14")))
    return value


def _known_day(value: date | None) -> date | None:
    return None if value is None else _day("as_of", value)


def _holidays(days: Mapping[date, str]) -> Mapping[date, str]:
    return {_day("holidays", day): name for day, name in days.items()}


@attrs.frozen(kw_only=True)
class Assumptions:
    """The dates, facts and holidays that a caller gives for a law or an election.

    Attributes:
        polling: Polling day; short for the entry ``polling`` of ``given``, and preferred to it.
        given: Given dates, by key of the stage; they are preferred to the decreed dates.
        facts: Facts on which the law depends; they are preferred to those of the election.
        nation: The fact ``nation``; preferred to that entry of ``facts``.
        provisional: Whether dates may be counted with estimated holidays, beyond the years whose holidays are known.
        assume_latest: Whether open dates are assumed to be the latest lawful days; their stages are then ``tentative``.
        as_of: Day up to which declarations of holidays are known; None for all.
        holidays: More days that are not worked, by day and name.

    Raises:
        InputError: ``as_of`` or a day of ``holidays`` is no day.
    """

    polling: date | None = None
    given: Mapping[str, GivenValue] = attrs.field(factory=dict)
    facts: Facts = attrs.field(factory=dict)
    nation: str | None = None
    provisional: bool = False
    as_of: date | None = attrs.field(default=None, converter=_known_day)
    assume_latest: bool = False
    holidays: Mapping[date, str] = attrs.field(factory=dict, converter=_holidays)

    __repr__ = value_text

    def dates(self, statute: Statute) -> dict[str, tuple[Value, Value]]:
        """Return the given first and last day or moment, by key of the stage.

        Raises:
            UnknownNameError: A key is not a stage of the statute.
            InputError: A value is not a date, has a zone, or ends before it starts; or a stage takes place in phases.
        """
        given = {**self.given, **({"polling": self.polling} if self.polling is not None else {})}
        for key in given:
            if key not in statute:
                error = unknown_name("stage", key, (stage.key for stage in statute.stages), source=statute.id)
                faults = (
                    attrs.evolve(fault, path=f"given.{key}", found=phrase("the stage {key!r}", key=key))
                    for fault in error.faults
                )
                raise UnknownNameError(*faults, source=statute.id)
            if occurrences := occurrences_of(statute, key):
                found = phrase("the stage {key!r}, which takes place in phases", key=key)
                expected = phrase("the stage of one phase: {names}", names=", ".join(occurrences))
                raise InputError(Fault(f"given.{key}", found, expected), source=statute.id)
        return {key: _pair(statute[key], value) for key, value in given.items()}

    def law_in_phases(self, law: Election | Statute) -> Election | Statute:
        """Return a statute with the phases that the given dates name, such as ``2`` in ``polling@2``.

        Raises:
            InputError: The phases have faults.
        """
        return law if isinstance(law, Election) else with_given_phases(law, self.given)

    def complete_facts(self, law: Election | Statute) -> Facts:
        """Return the given facts, completed by those of the election, those that dated stages imply and default values.

        Raises:
            InputError: A fact is none of this law, or has a value that is not possible.
        """
        facts = {**self.facts, **({"nation": self.nation} if self.nation else {})}
        statute = law.statute if isinstance(law, Election) else law
        dated = set(self.given)
        if isinstance(law, Election):
            facts = {**law.facts, **facts}
            dated |= {entry.stage for entry in law.dates}
        return statute.complete_facts({**_implied_facts(statute, dated), **facts})

    def is_provisional(self, law: Election | Statute) -> bool:
        """Return whether the caller or the election allows dates that rest on estimated holidays."""
        return self.provisional or (isinstance(law, Election) and law.provisional)

    def calendar(self, statute: Statute, facts: Facts, key: str) -> WorkCalendar:
        """Return the working days of a stage, as they were known on the day, with the given holidays."""
        calendar = statute.calendar_of(facts, key).with_days(self.holidays)
        return calendar if self.as_of is None else calendar.as_known_on(self.as_of)


def check_given_stages(given: Iterable[str], held: Container[str], statute: Statute, facts: Facts) -> None:
    """Check that the law has every given stage under the facts.

    Raises:
        InputError: A given stage exists under other facts only.
    """
    faults = (
        Fault(
            f"given.{key}",
            phrase("a stage that does not exist under these facts: {condition}", condition=_condition(facts)),
            phrase("the facts {condition}, or no date for this stage", condition=_condition(statute[key].when)),
        )
        for key in given
        if key not in held
    )
    raise_faults(faults, source=statute.id)


def exists_on(law: StageLaw, day: date | None, given: Container[str], *, source: str) -> bool:
    """Return whether the law has a stage on the day that decides which version of it applies.

    Raises:
        InputError: The stage was given a date, and no longer exists.
    """
    exists = law.exists_on(day)
    if not exists and law.key in given:
        found = phrase("a stage that the law no longer has on {day} ({law})", day=day, law=law.amended[-1].law)
        raise InputError(Fault(f"given.{law.key}", found, phrase("no date for this stage")), source=source)
    return exists


def _condition(facts: Mapping[str, str | tuple[str, ...]]) -> Phrase:
    """Return facts, or the condition of a stage, as text such as ``election = general``."""
    values = {key: value if isinstance(value, str) else joined(value, OR) for key, value in facts.items()}
    return joined(joined(pair, " = ") for pair in values.items()) or phrase("none")


NO_ASSUMPTIONS = Assumptions()


def _pair(law: StageLaw, value: object) -> tuple[Value, Value]:
    key = law.key
    if isinstance(law, PartLaw) and law.given == "year":
        day = date(_year(key, value), 1, 1)
        return day, day
    first, last = value if isinstance(value, tuple) and len(value) == 2 else (value, value)  # noqa: PLR2004  # a pair
    pair = (_value(key, first), _value(key, last))
    for value_of_pair in pair:
        if day_of(value_of_pair) == date.max:  # a calendar ends on the day after
            raise InputError(Fault(f"given.{key}", verbatim(show(value_of_pair)), LAST_DAY_EXPECTED))
    if day_of(pair[1]) < day_of(pair[0]):
        raise InputError(
            Fault(
                f"given.{key}",
                phrase("{first} to {last}", first=show(pair[0]), last=show(pair[1])),
                phrase("a first day not after the last"),
            )
        )
    return pair


def _year(key: str, value: object) -> int:
    """Return a given year, or the year of a given day."""
    if isinstance(value, date):
        return value.year
    if type(value) is int and date.min.year <= value <= date.max.year:
        return value
    raise InputError(Fault(f"given.{key}", quoted(value), phrase("a year, such as 2024")))


def _value(key: str, value: object) -> Value:
    if isinstance(value, Moment):
        return value
    if isinstance(value, datetime):
        if value.tzinfo is not None:
            expected = phrase("a local moment without a zone, for the statute names the zone")
            raise InputError(Fault(f"given.{key}", verbatim(value.isoformat()), expected))
        return Moment(value.date(), value.hour * 60 + value.minute)
    if isinstance(value, date):
        return date(value.year, value.month, value.day)
    raise InputError(Fault(f"given.{key}", quoted(value), phrase("a date, a moment, or a first and last of them")))


def dependents(statute: Statute, facts: Facts, changed: set[str]) -> frozenset[str]:
    """Return the changed stages and all stages that depend on them by a rule, a limit or because they cover them.

    Rules and limits that the given facts exclude are left out.
    """
    anchors_of: dict[str, set[str]] = {stage.key: set(stage.covers) for stage in statute.stages}
    for stage in statute.stages:
        for version in (*stage.start, *stage.end):
            if may_hold(version.when, facts):
                anchors_of[stage.key].update(anchor.key for anchor in statute.tested_anchors(version.when))
                if version.expr is not None:
                    anchors_of[stage.key].update(anchor.key for anchor in anchors(version.expr))
    for limit in statute.limits:
        if may_hold(limit.when, facts):
            tested = statute.tested_anchors(limit.when)
            anchors_of[limit.expr.left.key].update(anchor.key for anchor in (*anchors(limit.expr), *tested))
    affected = set(changed)
    while True:
        added = {key for key, keys in anchors_of.items() if key not in affected and keys & affected}
        if not added:
            return frozenset(affected)
        affected |= added


def _implied_facts(statute: Statute, dated: set[str]) -> dict[str, str]:
    """Return the facts that follow from given and official dates: a date of the ruling implies a petition."""
    return {fact.key: value for fact in statute.facts for stage, value in fact.if_dated.items() if stage in dated}
