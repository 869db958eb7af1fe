"""A record of a change as a sentence, in the language of the running command."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from electsched.cli.language.asked import asked_language, said
from electsched.cli.output import counted
from electsched.i18n.text import long_date, minute_clock
from electsched.law.date_arithmetic import Moment
from electsched.law.rules.trace import Value
from electsched.operation.changes import (
    Absence,
    Addition,
    Amendment,
    Cancellation,
    DutyName,
    Substitution,
    Swap,
)
from electsched.operation.plan import Plan

__all__ = ["ChangeRecord", "change_in_words"]

ChangeRecord = Absence | Substitution | Swap | Amendment | Addition | Cancellation


def change_in_words(record: ChangeRecord, plan: Plan) -> str:
    """Return the meaning of a record: the people, posts and days that it concerns, and what becomes of them."""
    match record:
        case Absence():
            return _absence(record, plan)
        case Substitution():
            return _substitution(record, plan)
        case Swap(first=first, second=second):
            return said("change.swap", first=_named_duty(first, plan), second=_named_duty(second, plan))
        case Amendment():
            return _amendment(record, plan)
        case _:
            return _single_duty(record, plan)


def _single_duty(record: Addition | Cancellation, plan: Plan) -> str:
    duty = _duty(plan, record.post, record.day, record.shift)
    if isinstance(record, Cancellation):
        return said("change.cancellation", duty=duty)
    people = plan.team(record.team).people if record.people is None else record.people
    return said("change.addition", duty=duty, team=_team(plan, record.team), people=counted(people, "person"))


def _substitution(record: Substitution, plan: Plan) -> str:
    span = _span(record.start, record.end or record.start)
    text = said("change.substitution", substitute=record.substitute, member=record.member, span=span)
    places = [_name(plan, record.post)] if record.post else []
    places += [_shift(plan, record.shift)] if record.shift else []
    return said("change.only_at", change=text, place=", ".join(places)) if places else text


def _amendment(record: Amendment, plan: Plan) -> str:
    values = list(_amended(record, plan))
    if record.new_post is not None:
        text = said("change.new_post", subject=record.new_post.name[asked_language()], day=_day(record.start))
    else:
        subject = _team(plan, record.team) if record.team else _name(plan, record.post)
        text = said("change.amendment", subject=subject, day=_day(record.start))
    return said("change.with_values", change=text, values="; ".join(values)) if values else text


def _absence(absence: Absence, plan: Plan) -> str:
    who = absence.member
    if not who:
        people = counted(absence.people, "person")
        who = said("change.people_of_team", people=people, team=_team(plan, absence.team))
    return said("change.absence", who=who, kind=said(f"absence.{absence.kind}"), span=_span(absence.start, absence.end))


def _amended(amendment: Amendment, plan: Plan) -> Iterator[str]:
    """Yield the new values of an amendment in words."""
    if amendment.new_post is not None:
        yield said("change.unit", unit=plan.names[amendment.new_post.unit][asked_language()])
    if amendment.people is not None:
        yield counted(amendment.people, "person")
    lists = {
        "teams": None if amendment.teams is None else [_team(plan, key) for line in amendment.teams for key in line],
        "windows": None if amendment.windows is None else [_name(plan, key) for key in amendment.windows],
        "partners": None
        if amendment.partners is None
        else [plan.partner(key).name[asked_language()] for key in amendment.partners],
    }
    for name, values in lists.items():
        if values is not None:
            yield said(f"change.{name}", values=", ".join(values) or said("change.no_values"))
    if amendment.pattern is not None:
        yield said("change.pattern", pattern=plan.pattern(amendment.pattern).name[asked_language()])


def _named_duty(name: DutyName, plan: Plan) -> str:
    duty = _duty(plan, name.post, name.day, name.shift)
    return said("change.duty_of", member=name.member, duty=duty) if name.member else duty


def _duty(plan: Plan, post: str, day: date, shift: str) -> str:
    return ", ".join((_name(plan, post), _shift(plan, shift), _day(day)))


def _span(start: Value, end: Value) -> str:
    return _day(start) if start == end else f"{_day(start)} – {_day(end)}"


def _day(value: Value) -> str:
    """Return a day in words, with the hour of a moment."""
    if not isinstance(value, Moment):
        return long_date(value, asked_language())
    return f"{long_date(value.day, asked_language())} {minute_clock(value.minutes, asked_language())}"


def _name(plan: Plan, key: str) -> str:
    name = plan.names.get(key)
    return name[asked_language()] if name else key


def _team(plan: Plan, key: str) -> str:
    return plan.team(key).name[asked_language()]


def _shift(plan: Plan, key: str) -> str:
    """Return the name of a shift, as the first pattern that has it names it."""
    shifts = (shift for pattern in plan.patterns for shift in pattern.shift if shift.key == key)
    return next((shift.name[asked_language()] for shift in shifts), key)
