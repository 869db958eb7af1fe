"""Check the records of changes in a plan file: absences, substitutions, swaps, amendments, and single duties."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from datetime import date

from electsched.errors import Fault, perhaps
from electsched.law.date_arithmetic import Moment
from electsched.loaders.checks.amendment_checks import amendment_faults
from electsched.loaders.checks.swap_checks import is_same_duty, swap_faults
from electsched.loaders.checks.value_checks import References, repeat_faults
from electsched.loaders.toml import Fields
from electsched.operation.changes import (
    Cancellation,
    Decision,
    DutyName,
    Substitution,
)
from electsched.operation.operation import Operation
from electsched.phrases import phrase, quoted, verbatim

__all__ = ["CHANGE_TABLES", "change_faults", "duty_name", "member_change_faults", "no_choice"]

CHANGE_TABLES = ("absence", "substitution", "swap", "amendment", "addition", "cancellation")
"""The lists of records, as a plan file names them."""


def change_faults(fields: Fields, references: References) -> Iterator[Fault]:
    """Yield every fault of the records that needs neither dates of windows nor members."""
    for name in CHANGE_TABLES:
        for index, record in fields.items(name).items():
            yield from _decision_faults(f"{name}[{index}]", record, fields, references)
    yield from _absence_faults(fields, references)
    yield from _substitution_faults(fields, references)
    yield from swap_faults(fields, references)
    yield from amendment_faults(fields, references)
    for index, addition in fields.items("addition").items():
        path = f"addition[{index}]"
        yield from references.faults(f"{path}.post", "post", addition.post)
        yield from references.faults(f"{path}.team", "team", addition.team)
        if addition.people is not None and addition.people < 1:
            yield Fault(f"{path}.people", verbatim(addition.people), phrase("at least 1"))
        if addition.line in {line.key for pattern in fields.items("pattern").values() for line in pattern.line}:
            yield Fault(f"{path}.line", quoted(addition.line), phrase("a key that is no line of a pattern"))
    for index, cancellation in fields.items("cancellation").items():
        yield from references.faults(f"cancellation[{index}].post", "post", cancellation.post)
    additions = fields.items("addition").items()
    keys = (
        (f"addition[{index}]", (addition.post, addition.day, addition.shift, addition.line))
        for index, addition in additions
    )
    yield from repeat_faults(keys, phrase("one addition of a duty"))
    yield from _repeated_cancellations(fields)


def _repeated_cancellations(fields: Fields) -> Iterator[Fault]:
    added = {
        (addition.post, addition.day, addition.shift, addition.line) for addition in fields.items("addition").values()
    }
    earlier: defaultdict[tuple[object, ...], list[DutyName]] = defaultdict(list)
    for index, record in fields.items("cancellation").items():
        name = duty_name(record)
        address = (*name.slot, name.line)
        of_duty = earlier[address if address in added else name.slot]
        if any(is_same_duty(earlier_name, name) for earlier_name in of_duty):
            duty = " ".join(filter(None, (name.post, name.day.isoformat(), name.shift, name.line)))
            found = phrase("{duty!r} a second time", duty=duty)
            yield Fault(f"cancellation[{index}]", found, phrase("one cancellation of a duty"))
        of_duty.append(name)


def duty_name(record: Cancellation) -> DutyName:
    """Return the name of the duty that a record cancels."""
    return DutyName(post=record.post, day=record.day, shift=record.shift, line=record.line)


def _decision_faults(path: str, record: Decision, fields: Fields, references: References) -> Iterator[Fault]:
    operation: Operation | None = fields.values.get("operation")
    if operation is not None and operation.command:
        yield from references.faults(f"{path}.by", "role", record.by)
    elif not record.by.strip():
        yield Fault(f"{path}.by", phrase("nothing"), phrase("who decided it"))
    if not record.reason.strip():
        yield Fault(f"{path}.reason", phrase("nothing"), phrase("the reason for the change"))


def _absence_faults(fields: Fields, references: References) -> Iterator[Fault]:
    people_of = _most_people(fields)
    for index, absence in fields.items("absence").items():
        path = f"absence[{index}]"
        if bool(absence.team) == bool(absence.member):
            found = phrase("a team and a member") if absence.team else phrase("nobody")
            yield Fault(path, found, phrase("'team', or 'member'"))
        yield from references.faults(f"{path}.team", "team", absence.team, optional=True)
        if _sort_key(absence.end, latest=True) <= _sort_key(absence.start, latest=False):
            yield Fault(
                f"{path}.end",
                verbatim(absence.end),
                phrase("a day not before the start, {start}, or a later moment", start=absence.start),
            )
        people = people_of.get(absence.team)
        if absence.people < 1 or (people is not None and absence.people > people):
            expected = (
                phrase("at least 1")
                if people is None
                else phrase("from 1 to {people}, the people of the team", people=people)
            )
            yield Fault(f"{path}.people", verbatim(absence.people), expected)
        if absence.member and absence.people != 1:
            yield Fault(f"{path}.people", verbatim(absence.people), phrase("1, because a member is named"))


def _most_people(fields: Fields) -> Mapping[str, int]:
    """Return how many people each team ever has, by its key."""
    people = {key: team.people for key, team in fields.by_key("team").items()}
    for amendment in fields.items("amendment").values():
        if amendment.team in people and amendment.people is not None:
            people[amendment.team] = max(people[amendment.team], amendment.people)
    return people


def _sort_key(value: date | Moment, *, latest: bool) -> tuple[date, int]:
    return (value.day, value.minutes) if isinstance(value, Moment) else (value, 24 * 60 if latest else 0)


def _substitution_faults(fields: Fields, references: References) -> Iterator[Fault]:
    entries: dict[int, Substitution] = fields.items("substitution")
    shifts = sorted({shift.key for pattern in fields.items("pattern").values() for shift in pattern.shift})
    for index, entry in entries.items():
        path = f"substitution[{index}]"
        yield from references.faults(f"{path}.post", "post", entry.post, optional=True)
        if entry.shift and shifts and entry.shift not in shifts:
            yield no_choice(f"{path}.shift", entry.shift, shifts)
        if entry.member == entry.substitute:
            yield Fault(
                f"{path}.substitute", quoted(entry.substitute), phrase("another member than the one who is replaced")
            )
        if entry.end is not None and entry.end < entry.start:
            yield Fault(
                f"{path}.end",
                verbatim(entry.end.isoformat()),
                phrase("a day not before the start, {start}", start=entry.start.isoformat()),
            )
        for earlier in (entries[number] for number in entries if number < index):
            if _same_duty_twice(earlier, entry):
                found = phrase(
                    "{member!r} a second time from {start}", member=entry.member, start=entry.start.isoformat()
                )
                yield Fault(path, found, phrase("one substitute for a member at a duty"))
                break


def _same_duty_twice(first: Substitution, second: Substitution) -> bool:
    is_same_time = first.start <= (second.end or second.start) and second.start <= (first.end or first.start)
    is_same_post = not first.post or not second.post or first.post == second.post
    is_same_shift = not first.shift or not second.shift or first.shift == second.shift
    return first.member == second.member and is_same_time and is_same_post and is_same_shift


def no_choice(path: str, key: str, names: list[str]) -> Fault:
    """Return the fault of a key that is none of these names, with the names like it."""
    return Fault(path, quoted(key), phrase("one of {names}", names=", ".join(names)), hint=perhaps(key, names))


# --- members ------------------------------------------------------------------------------------------------------


def member_change_faults(
    fields: Fields, members: Collection[str], added: tuple[str, int] | None = None
) -> Iterator[Fault]:
    """Yield each record that names a member though no list of members was given.

    If there is a list, older records may name a person who left it: `check_roster` finds these. ``added`` is a record
    that is new, by its list and index; its members must be in the list.
    """
    expected = (
        phrase("the key of a member of the plan")
        if members
        else phrase("a list of members (--members), which has that key")
    )
    for record, path, key in _named_members(fields):
        if key not in members and (not members or record == added):
            yield Fault(path, quoted(key), expected)


def _named_members(fields: Fields) -> Iterator[tuple[tuple[str, int], str, str]]:
    """Yield each member whom a record names: the list and index of the record, the path, and the key."""
    for index, absence in fields.items("absence").items():
        if absence.member:
            yield ("absence", index), f"absence[{index}].member", absence.member
    for index, entry in fields.items("substitution").items():
        for part in ("member", "substitute"):
            yield ("substitution", index), f"substitution[{index}].{part}", getattr(entry, part)
    for index, swap in fields.items("swap").items():
        for part in ("first", "second"):
            key = getattr(swap, part).member
            if key:
                yield ("swap", index), f"swap[{index}].{part}.member", key
