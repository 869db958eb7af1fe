"""Comparison of the cases of a statute with the dates that its rules give."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import attrs

from electsched.errors import Fault, InputError, nearest_names
from electsched.law.date_arithmetic import Moment, day_of, show
from electsched.law.provisions import Case, GivenDay
from electsched.law.rules.trace import Part, Value
from electsched.law.statute import Statute
from electsched.phrases import joined, phrase, quoted, verbatim
from electsched.timeline.assumptions import Assumptions, GivenValue
from electsched.timeline.resolve import resolve
from electsched.timeline.stage import Stage
from electsched.timeline.timeline import Timeline

__all__ = ["case_faults", "given_values"]

STATUSES = {
    "open": phrase("open"),
    "unresolved": phrase("unresolved"),
    "undated": phrase("undated"),
    "not_held": phrase("not held"),
    "suspended": phrase("suspended"),
    "postponed": phrase("postponed"),
    "cancelled": phrase("cancelled"),
    "superseded": phrase("superseded"),
    "annulled": phrase("annulled"),
}
"""The statuses of a stage that may lack a date."""


def case_faults(statute: Statute) -> Iterator[Fault]:
    """Yield a fault for each date of a case that the rules do not give, and for each other limit that it breaks.

    A day without an hour in a case is compared with the day alone. The path of a fault begins with ``case[0]``.
    """
    for index, case in enumerate(statute.cases):
        path = f"case[{index}]"
        faults = list(_key_faults(case, statute, path))
        if not faults:
            try:
                timeline = resolve(statute, Assumptions(given=given_values(case.given), facts=case.facts))
                faults = [*_date_faults(case, timeline, path), *_limit_faults(case, timeline, path)]
            except InputError as error:
                faults = [attrs.evolve(fault, path=joined((path, fault.path), ": ")) for fault in error.faults]
        yield from faults


def _key_faults(case: Case, statute: Statute, path: str) -> Iterator[Fault]:
    for field, dates in (("given", case.given), ("expected", case.expected)):
        for key in dates:
            stage, dot, part = key.partition(".")
            if dot and part not in {"start", "end"}:
                yield Fault(
                    f"{path}.{field}", quoted(key), phrase("a stage, or its part such as '{key}.start'", key=stage)
                )
            elif stage.partition("@")[0] not in statute:  # a case may have phases of its own
                yield Fault(
                    f"{path}.{field}.{key}", phrase("the stage {stage!r}", stage=stage), statute.expected_key(stage)
                )
    if not case.expected and not case.breaks:
        yield Fault(
            f"{path}.expected", phrase("no date"), phrase("the dates that the source states, or limits under 'breaks'")
        )
    given_parts = {_part(key) for key in case.given}
    for key in case.expected:
        if _part(key) in given_parts:
            yield Fault(
                f"{path}.expected.{key}",
                phrase("a date that is given"),
                phrase("a date that follows from the given dates"),
            )


def _part(key: str) -> tuple[str, Part]:
    stage, _, part = key.partition(".")
    return stage, "start" if part == "start" else "end"


def given_values(dates: Mapping[str, GivenDay]) -> dict[str, GivenValue]:
    """Return the given dates by stage; a stage with a first and a last day has both."""
    parts = {_part(key): value for key, value in dates.items()}
    values: dict[str, GivenValue] = {}
    for key in dict.fromkeys(stage for stage, _ in parts):
        first, last = parts.get((key, "start")), parts.get((key, "end"))
        if first is None or last is None or isinstance(first, int) or isinstance(last, int):
            values[key] = parts[key, "start" if last is None else "end"]
        else:
            values[key] = (first, last)
    return values


def _date_faults(case: Case, timeline: Timeline, path: str) -> Iterator[Fault]:
    for key, expected in case.expected.items():
        stage_key, part = _part(key)
        stage = timeline.get(stage_key)
        if stage is None:
            nearest = nearest_names(stage_key, (candidate.key for candidate in timeline))
            yield Fault(
                f"{path}.expected.{key}",
                phrase("no such stage under these facts"),
                phrase("one of {names}", names=nearest),
            )
            continue
        computed = _computed(stage, part)
        if computed is None:
            yield Fault(
                f"{path}.expected.{key}",
                phrase("no date ({status})", status=STATUSES.get(stage.status, stage.status)),
                verbatim(show(expected)),
            )
        elif computed != expected and (isinstance(expected, Moment) or day_of(computed) != expected):
            yield Fault(f"{path}.expected.{key}", verbatim(show(computed)), verbatim(show(expected)))


def _computed(stage: Stage, part: Part) -> Value | None:
    if not stage.dated:
        return None
    return (stage.opens or stage.start) if part == "start" else (stage.closes or stage.end)


def _limit_faults(case: Case, timeline: Timeline, path: str) -> Iterator[Fault]:
    broken = [limit.rule for limit in timeline.broken_limits]
    for rule in broken:
        if rule not in case.breaks:
            yield Fault(
                f"{path}.given",
                phrase("dates that break the limit '{rule}'", rule=rule),
                phrase("lawful dates, or the limit in 'breaks'"),
            )
    for number, rule in enumerate(case.breaks):
        if rule not in broken:
            yield Fault(
                f"{path}.breaks[{number}]",
                phrase("the limit {rule!r}, which is kept", rule=rule),
                phrase("a limit that the dates break"),
            )
