"""Check what a plan says about each member that limits the member's duties, and the requests of members."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date

from electsched.errors import ElectschedError, Fault, perhaps
from electsched.law.date_arithmetic import Moment, day_of
from electsched.loaders.checks.value_checks import References, repeat_faults
from electsched.loaders.plan_files.limit_cells import DAYS_OFF, DAYS_ON
from electsched.loaders.plan_files.members import ListedMember
from electsched.loaders.toml import Fields
from electsched.operation.changes import Absence
from electsched.operation.operation import Operation
from electsched.operation.shifts import OFF
from electsched.operation.teams import MOST_WEIGHT, MemberRequest
from electsched.operation.windows import operation_windows
from electsched.phrases import phrase, quoted, verbatim
from electsched.timeline.timeline import Timeline

__all__ = ["limit_faults"]


def limit_faults(
    listed: Sequence[ListedMember], fields: Fields, references: References, timeline: Timeline | None
) -> Iterator[Fault]:
    """Yield every fault of the limits, roles and requests of members."""
    period = _period(fields, timeline) if any(entry.member.requests for entry in listed) else None
    leave: dict[str, list[tuple[int, Absence]]] = {}
    for index, absence in fields.items("absence").items():
        if absence.member and absence.kind == "leave":
            leave.setdefault(absence.member, []).append((index, absence))
    shifts = sorted({shift.key for pattern in fields.items("pattern").values() for shift in pattern.shift})
    for entry in listed:
        path, posts = entry.path("barred_posts"), entry.member.barred_posts
        yield from references.faults(path, "post", *dict.fromkeys(posts))
        if entry.headings:  # the entries of a member of the plan file are checked with all others of the file
            for name in ("barred_posts", "roles"):
                entries = getattr(entry.member, name)
                yield from repeat_faults(((entry.path(name), value) for value in entries), phrase("each entry once"))
        yield from _cap_faults(entry, shifts)
        yield from _hour_faults(entry)
        yield from _once(_request_faults(entry, shifts, period))
        yield from _leave_faults(entry, leave.get(entry.member.key, ()))


def _cap_faults(entry: ListedMember, shifts: Collection[str]) -> Iterator[Fault]:
    for shift, cap in entry.member.caps.items():
        if shifts and shift not in shifts:
            expected = phrase("one of {names}", names=", ".join(shifts))
            yield Fault(entry.path("caps"), quoted(shift), expected, hint=perhaps(shift, shifts))
        if cap < 0:
            yield Fault(entry.path("caps"), verbatim(cap), phrase("a number that is not negative"))


def _hour_faults(entry: ListedMember) -> Iterator[Fault]:
    least, most = entry.member.least_hours, entry.member.most_hours
    for name, hours in (("least_hours", least), ("most_hours", most)):
        if hours is not None and hours < 0:
            yield Fault(entry.path(name), verbatim(hours), phrase("a number that is not negative"))
    if least is not None and most is not None and least > most:
        yield Fault(entry.path("least_hours"), verbatim(least), phrase("at most {most}, the most hours", most=most))


# --- requests -----------------------------------------------------------------------------------------------------


def _period(fields: Fields, timeline: Timeline | None) -> tuple[date, date] | None:
    """Return the first and the last day of the operation and its windows; None if they are not known."""
    operation: Operation | None = fields.values.get("operation")
    if operation is None or timeline is None:
        return None
    if not all(spec.stages or (spec.start and spec.end) for spec in operation.window):  # a fault of its own
        return None
    try:
        windows = operation_windows(operation, timeline, zone=timeline.zone)
    except ElectschedError:  # a window has a fault of its own
        return None
    first = min([operation.start, *(window.start for window in windows)])
    return first, max([operation.end, *(window.end for window in windows)])


def _once(faults: Iterable[Fault]) -> Iterator[Fault]:
    """Yield each fault once; the days of a period in a cell have the same place, weight and shift."""
    fault_keys: set[tuple[str, str]] = set()
    for fault in faults:
        key = str(fault.path), str(fault.found)
        if key not in fault_keys:
            fault_keys.add(key)
            yield fault


def _request_faults(entry: ListedMember, shifts: Collection[str], period: tuple[date, date] | None) -> Iterator[Fault]:
    requests = entry.member.requests
    by_day: dict[date, list[MemberRequest]] = {}
    for request in requests:
        by_day.setdefault(request.day, []).append(request)
    places_outside: set[str] = set()
    for number, request in enumerate(requests):
        path = _place(entry, number, request)
        if request.shift != OFF and shifts and request.shift not in shifts:
            expected = phrase("one of {names}", names=", ".join(shifts))
            yield Fault(path, quoted(request.shift), expected, hint=perhaps(request.shift, shifts))
        is_outside = period is not None and not period[0] <= request.day <= period[1]
        if period is not None and is_outside and path not in places_outside:
            places_outside.add(path)  # a cell may have a period, all of whose days are outside
            first, last = (day.isoformat() for day in period)
            yield Fault(
                path, verbatim(request.day.isoformat()), phrase("a day from {first} to {last}", first=first, last=last)
            )
        if not 1 <= request.weight <= MOST_WEIGHT:
            yield Fault(path, verbatim(request.weight), phrase("a weight from 1 to {most}", most=MOST_WEIGHT))
        rivals = [rival for rival in by_day[request.day] if rival is not request]
        if rivals and (request.wanted or any(rival.wanted for rival in rivals) or request in rivals):
            found = phrase("several requests for {day}", day=request.day.isoformat())
            yield Fault(path, found, phrase("one request for a day, or different shifts to be spared"))


def _leave_faults(entry: ListedMember, leave: Iterable[tuple[int, Absence]]) -> Iterator[Fault]:
    """Yield a fault for each request for a duty on a day of leave; that the day is free is no fault."""
    for number, request in enumerate(entry.member.requests):
        for index, absence in leave:
            is_whole = not isinstance(absence.start, Moment) and not isinstance(absence.end, Moment)
            if request.is_for_duty and is_whole and day_of(absence.start) <= request.day <= day_of(absence.end):
                found = phrase("a duty asked for on {day}, a day of leave", day=request.day.isoformat())
                expected = phrase("a day without the leave of {place}", place=f"absence[{index}]")
                yield Fault(_place(entry, number, request), found, expected)


def _place(entry: ListedMember, number: int, request: MemberRequest) -> str:
    """Return the place of a request: its column in a list, or its number in a plan file."""
    is_off = request.shift == OFF and request.wanted
    column = DAYS_OFF if is_off else DAYS_ON
    return entry.path(column if column in entry.headings else f"requests[{number}]")
