"""Check the records of changes in a plan file: absences, substitutions, swaps, amendments, and single duties."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date, timedelta

import attrs

from electsched.errors import Fault, perhaps
from electsched.law.date_arithmetic import Moment, day_of
from electsched.loaders.checks.amendment_checks import amendment_day_faults, amendment_faults
from electsched.loaders.checks.swap_checks import is_same_duty, shift_of, swap_faults
from electsched.loaders.checks.value_checks import References, repeat_faults
from electsched.loaders.toml import Fields
from electsched.operation.changes import (
    Absence,
    Addition,
    Cancellation,
    Decision,
    DutyName,
    Substitution,
    amended_post,
)
from electsched.operation.operation import Operation, Post
from electsched.operation.shifts import Pattern
from electsched.operation.windows import Window, days_of, posture_on
from electsched.phrases import OR, joined, phrase, quoted, verbatim
from electsched.values import value_text

__all__ = ["CHANGE_TABLES", "change_faults", "dated_change_faults", "member_change_faults"]

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
    keys = ((f"addition[{index}]", (each.post, each.day, each.shift, each.line)) for index, each in additions)
    yield from repeat_faults(keys, phrase("one addition of a duty"))
    yield from _repeated_cancellations(fields)


def _repeated_cancellations(fields: Fields) -> Iterator[Fault]:
    added = {(each.post, each.day, each.shift, each.line) for each in fields.items("addition").values()}
    earlier: defaultdict[tuple[object, ...], list[DutyName]] = defaultdict(list)
    for index, record in fields.items("cancellation").items():
        name = _name_of(record)
        address = (*shift_of(name), name.line)
        of_duty = earlier[address if address in added else shift_of(name)]
        if any(is_same_duty(other, name) for other in of_duty):
            duty = " ".join(filter(None, (name.post, name.day.isoformat(), name.shift, name.line)))
            found = phrase("{duty!r} a second time", duty=duty)
            yield Fault(f"cancellation[{index}]", found, phrase("one cancellation of a duty"))
        of_duty.append(name)


def _name_of(record: Cancellation) -> DutyName:
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
            yield _no_choice(f"{path}.shift", entry.shift, shifts)
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


# --- duties on their days -----------------------------------------------------------------------------------------


@attrs.frozen
class _Days:
    """The shifts that a post has on a day."""

    fields: Fields
    windows: Mapping[str, Window]

    __repr__ = value_text

    def pattern(self, key: str, day: date) -> tuple[Pattern, bool] | None:
        """Return the pattern of a post on a day, and whether it is manned; None if it is not known."""
        post: Post | None = self.fields.by_key("post").get(key)
        operation: Operation = self.fields.values["operation"]
        if post is None:
            return None
        on_day, _ = amended_post(post, self.fields.items("amendment").values(), day)
        postures = {posture.key: posture for posture in operation.posture}
        phases = [phase for phase in operation.phase if phase.posture in postures and phase.window in self.windows]
        posture = posture_on(day, phases, self.windows, postures)
        pattern: Pattern | None = self.fields.by_key("pattern").get(on_day.pattern_under(posture))
        if pattern is None:
            return None
        return pattern, day in days_of(self.windows[name] for name in on_day.windows if name in self.windows)

    def planned_lines(self, name: DutyName) -> list[str] | None:
        """Return the lines of the pattern that have the shift on the day; None if they are not known."""
        known = self.pattern(name.post, name.day)
        if known is None:
            return None
        pattern, is_manned = known
        keys = {shift.key for shift in pattern.shift}
        return [line.key for line in pattern.line if is_manned and name.shift in keys and name.shift in line.cycle]

    def added_lines(self, name: DutyName) -> list[str]:
        """Return the lines that additions bring to the shift on the day."""
        added: Iterable[Addition] = self.fields.items("addition").values()
        return [each.line for each in added if name.names(each.post, name.line, each.day, each.shift)]

    def lines(self, name: DutyName) -> list[str] | None:
        """Return the lines that have the shift on the day, with those added and without those cancelled."""
        planned, added = self.planned_lines(name), self.added_lines(name)
        if planned is None:
            return None
        cancellations = self.fields.items("cancellation").values()
        cancelled = {each.line for each in cancellations if shift_of(_name_of(each)) == shift_of(name)}
        return [
            *(key for key in planned if cancelled.isdisjoint({"", key})),
            *(key for key in added if key not in cancelled),
        ]


def dated_change_faults(fields: Fields, windows: Mapping[str, Window]) -> Iterator[Fault]:
    """Yield each record of a duty that does not take place, and each leave under a leave embargo."""
    days = _Days(fields, windows)
    for index, swap in fields.items("swap").items():
        for part, name in (("first", swap.first), ("second", swap.second)):
            path, lines = f"swap[{index}].{part}", days.lines(name)
            yield from _line_faults(path, name, lines)
            if lines is not None and len(lines) > 1 and not name.line:
                yield Fault(
                    f"{path}.line",
                    phrase("nothing"),
                    phrase("one of {names}, which all have the shift", names=", ".join(lines)),
                )
    for index, record in fields.items("cancellation").items():
        yield from _cancellation_faults(f"cancellation[{index}]", _name_of(record), days)
    yield from _addition_faults(days)
    yield from amendment_day_faults(fields, windows)
    yield from _embargo_faults(fields, windows)


def _addition_faults(days: _Days) -> Iterator[Fault]:
    """Yield each added duty outside the operation and its windows, or in a shift that its post does not have."""
    operation: Operation = days.fields.values["operation"]
    first = min([operation.start, *(window.start for window in days.windows.values())])
    last = max([operation.end, *(window.end for window in days.windows.values())])
    for index, addition in days.fields.items("addition").items():
        if not first <= addition.day <= last:
            expected = phrase("a day from {first} to {last}", first=first.isoformat(), last=last.isoformat())
            yield Fault(f"addition[{index}].day", verbatim(addition.day.isoformat()), expected)
        known = days.pattern(addition.post, addition.day)
        shifts = [shift.key for shift in known[0].shift] if known else []
        if known and addition.shift not in shifts:
            yield _no_choice(f"addition[{index}].shift", addition.shift, shifts)


def _cancellation_faults(path: str, name: DutyName, days: _Days) -> Iterator[Fault]:
    """Yield a fault if no duty has the name; an added duty is named by its line."""
    planned, added = days.planned_lines(name), days.added_lines(name)
    if planned is None:
        return
    if not planned and added and not name.line:
        yield Fault(
            f"{path}.line", phrase("nothing"), phrase("{names}, the line of the added duty", names=joined(added, OR))
        )
        return
    yield from _line_faults(path, name, [*planned, *added])


def _line_faults(path: str, name: DutyName, lines: list[str] | None) -> Iterator[Fault]:
    """Yield a fault if none of the lines that have a shift on a day is the line of the name."""
    if lines == []:
        found = phrase(
            "{day}, on which {post!r} has no shift {shift!r}",
            day=name.day.isoformat(),
            post=name.post,
            shift=name.shift,
        )
        yield Fault(f"{path}.day", found, phrase("the day on which the duty begins"))
    elif lines and name.line and name.line not in lines:
        yield _no_choice(f"{path}.line", name.line, lines)


def _no_choice(path: str, key: str, names: list[str]) -> Fault:
    return Fault(path, quoted(key), phrase("one of {names}", names=", ".join(names)), hint=perhaps(key, names))


def _embargo_faults(fields: Fields, windows: Mapping[str, Window]) -> Iterator[Fault]:
    operation: Operation = fields.values["operation"]
    postures = {posture.key: posture for posture in operation.posture}
    phases = [phase for phase in operation.phase if phase.posture in postures and phase.window in windows]
    days = days_of(windows[phase.window] for phase in phases)
    postures_by_day = {day: posture_on(day, phases, windows, postures) for day in days}
    for index, absence in fields.items("absence").items():
        first, last = _days_of_absence(absence)
        for day, posture in postures_by_day.items():
            if first <= day <= last and absence.is_refused(posture):
                found = phrase("leave on {day}, under a leave embargo", day=day.isoformat())
                yield Fault(f"absence[{index}]", found, phrase("another time, or 'despite_embargo = true'"))
                break


def _days_of_absence(absence: Absence) -> tuple[date, date]:
    """Return the first and the last day of an absence."""
    last = day_of(absence.end)
    if isinstance(absence.end, Moment) and absence.end.minutes == 0:
        last -= timedelta(days=1)  # the absence ends when this day begins
    return day_of(absence.start), last
