"""What a caller gives instead of what was decreed, and which official dates that leaves without ground."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

import attrs

from electsched.errors import Fault, InputError
from electsched.law.date_arithmetic import Moment, WorkCalendar, day_of, show
from electsched.law.expressions import anchors
from electsched.law.statute import Facts, Statute
from electsched.law.trace import Value
from electsched.timeline.election import Election

__all__ = ["Question", "asked_of", "dependents", "given_pair"]


@attrs.frozen
class Question:
    """What a caller asks of a law or an election.

    Attributes:
        wishes: The dates given, by stage.
        facts: What the law asks of the election.
        provisional: Whether a count may leave the years whose holidays are known.
        as_of: The day as of which holidays are known; None for all.
        holidays: Days given by hand that are not worked, by name.
    """

    wishes: Mapping[str, object]
    facts: Facts
    provisional: bool
    as_of: date | None
    holidays: Mapping[date, str]

    def calendar(self, statute: Statute, key: str) -> WorkCalendar:
        """Return the working days for what the law says of a stage, as they were known, with those given by hand."""
        found = statute.calendar_of(self.facts, key).with_days(self.holidays)
        return found if self.as_of is None else found.as_known_on(self.as_of)


def asked_of(
    subject: Election | Statute, facts: Facts | None, nation: str | None
) -> tuple[Statute, Election | None, Facts]:
    """Return the law, the election if there is one, and what is known of the facts on which the law depends.

    Raises:
        InputError: A fact is none of this law, or cannot have that value.
    """
    election = subject if isinstance(subject, Election) else None
    statute = subject.statute if isinstance(subject, Election) else subject
    said = {**(election.facts if election else {}), **(facts or {}), **({"nation": nation} if nation else {})}
    return statute, election, statute.known_facts(said)


def given_pair(key: str, value: object) -> tuple[Value, Value]:
    """Return the first and the last day or moment that the caller gave for a stage.

    Raises:
        InputError: It is no date, has a zone, or runs backwards.
    """
    first, last = value if isinstance(value, tuple) and len(value) == 2 else (value, value)  # noqa: PLR2004  # a pair
    pair = (_given_value(key, first), _given_value(key, last))
    if day_of(pair[1]) < day_of(pair[0]):
        raise InputError(Fault(f"given.{key}", f"{show(pair[0])} to {show(pair[1])}", "a first day not after the last"))
    return pair


def _given_value(key: str, value: object) -> Value:
    if isinstance(value, Moment):
        return value
    if isinstance(value, datetime):
        if value.tzinfo is not None:
            expected = "a local moment without a zone, for the statute names the zone"
            raise InputError(Fault(f"given.{key}", value.isoformat(), expected))
        return Moment(value.date(), value.hour * 60 + value.minute)
    if isinstance(value, date):
        return date(value.year, value.month, value.day)
    raise InputError(Fault(f"given.{key}", repr(value), "a date, a moment, or a first and last of them"))


def dependents(statute: Statute, changed: set[str]) -> frozenset[str]:
    """Return the changed stages and every stage that rests on one of them by a rule, a limit or as a hull."""
    rests_on: dict[str, set[str]] = {stage.key: set(stage.hull) for stage in statute.stages}
    for stage in statute.stages:
        for version in (*stage.start, *stage.end):
            if version.expr is not None:
                rests_on[stage.key].update(anchor.key for anchor in anchors(version.expr))
    for limit in statute.limits:
        rests_on[limit.expr.left.key].update(anchor.key for anchor in anchors(limit.expr))
    found = set(changed)
    while True:
        more = {key for key, keys in rests_on.items() if key not in found and keys & found}
        if not more:
            return frozenset(found)
        found |= more
