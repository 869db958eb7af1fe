"""Read the duties of an earlier roster, from which a new one knows what its people did before.

The earlier roster may be of another plan. People who are not in the present one are left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from electsched.errors import Fault, of_file, raise_faults
from electsched.loaders.converters import display
from electsched.loaders.json_files import read_json
from electsched.loaders.plan_files.keys_by_name import KeysByName
from electsched.loaders.plan_files.roster_duties import form_faults
from electsched.loaders.plan_files.roster_grid import cells_of, grid_key
from electsched.loaders.sheets.read import read_table
from electsched.operation.plan import Plan
from electsched.operation.shifts import Shift
from electsched.phrases import phrase, quoted
from electsched.roster.duty import Duty
from electsched.roster.sheets.grid import GridCell
from electsched.timespan import Span, moment

__all__ = ["load_earlier_duties", "named_duty"]

_NAMES_SHOWN = 8


def load_earlier_duties(path: str | Path, plan: Plan) -> tuple[Duty, ...]:
    """Return the duties of an earlier roster: JSON that `electsched roster assign` wrote, or a grid (CSV or XLSX).

    JSON has the times of its duties. The cells of a grid name posts and shifts of the present plan, whose hours hold.

    Raises:
        InputError: The file cannot be read, or has other data; all faults are in the error.
    """
    faults: list[Fault] = []
    read = _json_duties if Path(path).suffix == ".json" else _grid_duties
    duties = tuple(read(Path(path), plan, faults))
    raise_faults(of_file(Path(path).name, faults), source=str(path))
    return duties


# --- JSON ---------------------------------------------------------------------------------------------------------


def _json_duties(path: Path, plan: Plan, faults: list[Fault]) -> Iterator[Duty]:
    raw = read_json(path)
    entries = raw.get("duties") if isinstance(raw, Mapping) else None
    if not isinstance(entries, list):
        faults.append(Fault("duties", display(entries), phrase("a list of duties")))
        return
    zones = {post.key: plan.zones[post.unit] for post in plan.posts}
    for number, entry in enumerate(entries):
        duty_path = f"duties[{number}]"
        wrong = [*form_faults(duty_path, entry)] or [*_time_faults(duty_path, entry)]
        faults += wrong
        if not wrong:
            yield _duty(entry, ZoneInfo(zones.get(entry["post"], plan.zone)))


def _time_faults(path: str, entry: Mapping[str, Any]) -> Iterator[Fault]:
    try:
        date.fromisoformat(entry["day"])
    except ValueError:
        yield Fault(f"{path}.day", quoted(entry["day"]), phrase("a day such as 2024-02-14"))
    times = [_moment(entry.get(key)) for key in ("start", "end")]
    for key, time in zip(("start", "end"), times, strict=True):
        if time is None:
            expected = phrase("a moment with its offset, such as 2024-02-14T07:00:00+07:00")
            yield Fault(f"{path}.{key}", display(entry.get(key)), expected)
    start, end = times
    if start is not None and end is not None and start >= end:
        expected = phrase("a moment after {start}", start=start.isoformat())
        yield Fault(f"{path}.end", display(entry["end"]), expected)


def _moment(text: object) -> datetime | None:
    try:
        value = datetime.fromisoformat(str(text))
    except ValueError:
        return None
    return None if value.tzinfo is None else value


def _duty(entry: Mapping[str, Any], zone: ZoneInfo) -> Duty:
    start, end = (datetime.fromisoformat(entry[key]).astimezone(zone) for key in ("start", "end"))
    return Duty(
        post=entry["post"],
        line=entry["line"],
        day=date.fromisoformat(entry["day"]),
        shift=entry["shift"],
        team=entry["team"],
        people=entry["people"],
        span=Span(start, end),
        members=tuple(entry.get("members", ())),
        relief=entry.get("relief") is True,
    )


# --- a grid -------------------------------------------------------------------------------------------------------


def _grid_duties(path: Path, plan: Plan, faults: list[Fault]) -> Iterator[Duty]:
    table = read_table(path, grid_key(plan), ("team",), faults)
    names, teams = KeysByName.of(plan.teams), {member.key: member.team for member in plan.members}
    for record in table.records:
        if record.cells.get("key", "") in {"", *teams}:
            for cell in cells_of(record, names, teams, faults):
                yield from _cell_duties(cell, plan, faults)


def _cell_duties(cell: GridCell, plan: Plan, faults: list[Fault]) -> Iterator[Duty]:
    for text in filter(None, (part.strip() for part in cell.duties.split("+"))):
        duty = named_duty(cell, text, plan)
        if duty is not None:
            yield duty
            continue
        post = text.partition("/")[0]
        names = [f"{key.key}/{shift.key}" for key in plan.posts for shift in plan.pattern(key.pattern).shift]
        near = [name for name in names if name.startswith(f"{post}/")] or names
        expected = phrase("a post and a shift of the plan: {names}", names=", ".join(near[:_NAMES_SHOWN]))
        faults.append(Fault(cell.place, quoted(text), expected))


def named_duty(cell: GridCell, text: str, plan: Plan) -> Duty | None:
    """Return the duty that a text of a cell names, on whatever day; None if the plan has no such post and shift."""
    post, shift_key, *lines = [*text.partition("(")[0].strip().split("/"), ""]
    shift = _shift(plan, post, shift_key, cell.day)
    if shift is None:
        return None
    start = moment(cell.day, shift.minutes, plan.zones[plan.post(post).unit])
    return Duty(
        post=post,
        line=lines[0],
        day=cell.day,
        shift=shift_key,
        team=cell.team,
        people=1,
        span=Span(start, start.add(hours=shift.hours)),
        members=(cell.member,) if cell.member else (),
    )


def _shift(plan: Plan, post_key: str, shift_key: str, day: date) -> Shift | None:
    """Return a shift of a post on a day, by the pattern that is in force then, else by another one of the post."""
    post = next((post for post in plan.posts if post.key == post_key), None)
    if post is None:
        return None
    patterns = [post.pattern_under(plan.postures.get(day)), post.pattern, *post.pattern_by_posture.values()]
    shifts = (shift for key in patterns for shift in plan.pattern(key).shift)
    return next((shift for shift in shifts if shift.key == shift_key), None)
