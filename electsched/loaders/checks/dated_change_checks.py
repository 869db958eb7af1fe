"""Check the records of duties in a plan file against the shifts that their posts have on their days."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta

import attrs

from electsched.errors import Fault
from electsched.law.date_arithmetic import Moment, day_of
from electsched.loaders.checks.amendment_checks import amendment_day_faults
from electsched.loaders.checks.change_checks import duty_name, no_choice
from electsched.loaders.toml import Fields
from electsched.operation.changes import Absence, Addition, DutyName, amended_post
from electsched.operation.operation import Operation, Post
from electsched.operation.shifts import Pattern
from electsched.operation.windows import Window, days_of, posture_on
from electsched.phrases import OR, joined, phrase, verbatim
from electsched.values import value_text

__all__ = ["dated_change_faults"]


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

    def cancellations(self, name: DutyName) -> dict[str, str]:
        """Return the record that cancels each line of the shift on the day, by its key; empty for all planned lines."""
        records = self.fields.items("cancellation").items()
        names = ((f"cancellation[{index}]", duty_name(record)) for index, record in records)
        return {cancelled.line: path for path, cancelled in names if cancelled.slot == name.slot}

    def lines(self, name: DutyName) -> list[str] | None:
        """Return the lines that have the shift on the day, with those added and without those cancelled."""
        planned, added = self.planned_lines(name), self.added_lines(name)
        if planned is None:
            return None
        cancelled = self.cancellations(name).keys()
        return [
            *(key for key in planned if cancelled.isdisjoint({"", key})),
            *(key for key in added if key not in cancelled),
        ]


def dated_change_faults(fields: Fields, windows: Mapping[str, Window]) -> Iterator[Fault]:
    """Yield each record of a duty that does not take place, and each leave under a leave embargo."""
    days = _Days(fields, windows)
    for index, swap in fields.items("swap").items():
        for part, name in (("first", swap.first), ("second", swap.second)):
            yield from _swapped_duty_faults(f"swap[{index}].{part}", name, days)
    for index, record in fields.items("cancellation").items():
        yield from _cancellation_faults(f"cancellation[{index}]", duty_name(record), days)
    yield from _addition_faults(days)
    yield from amendment_day_faults(fields, windows)
    yield from _embargo_faults(fields, windows)


def _swapped_duty_faults(path: str, name: DutyName, days: _Days) -> Iterator[Fault]:
    """Yield a fault if no duty has the name, if it is cancelled, or if the name leaves open which one it is."""
    lines = days.lines(name)
    if lines is None:
        return
    planned = [*(days.planned_lines(name) or ()), *days.added_lines(name)]
    meant = [line for line in planned if line == (name.line or line)]
    if meant and set(lines).isdisjoint(meant):
        records = days.cancellations(name)
        cancelled = phrase("a duty that {path} cancels", path=records.get(meant[0]) or records[""])
        yield Fault(path, cancelled, phrase("a duty that takes place"))
        return
    yield from _line_faults(path, name, lines)
    if len(lines) > 1 and not name.line:
        names = ", ".join(lines)
        yield Fault(f"{path}.line", phrase("nothing"), phrase("one of {names}, which all have the shift", names=names))


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
            yield no_choice(f"addition[{index}].shift", addition.shift, shifts)


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
        yield no_choice(f"{path}.line", name.line, lines)


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
