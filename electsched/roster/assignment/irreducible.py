"""The parts of a problem that cannot hold together: an irreducible set, by deletion of one part after another.

If any part of the set is left out, the others of the set can hold; whether the whole problem has a roster then is asked
too. A question that is not answered within its work leaves the part in, and the set is not said to be irreducible.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import attrs

from electsched.roster.assignment.conflict import Conflict, ConflictPart
from electsched.roster.assignment.problem import AssignmentProblem, Officer, RowRule
from electsched.roster.assignment.questions import Questions

__all__ = ["explained_conflict", "hard_part"]

_Question = Callable[[AssignmentProblem], bool | None]


def hard_part(problem: AssignmentProblem) -> AssignmentProblem:
    """Return a problem with those rules and needs alone that may not be broken."""
    return attrs.evolve(
        problem,
        needs=tuple(
            attrs.evolve(
                need,
                least=need.least if need.under is None else 0,
                most=need.most if need.over is None else None,
                under=None,
                over=None,
            )
            for need in problem.needs
        ),
        rules=_errors(problem.rules),
        officers=tuple(attrs.evolve(officer, rules=_errors(officer.rules)) for officer in problem.officers),
        requests=(),
    )


def _errors(rules: Iterable[RowRule]) -> tuple[RowRule, ...]:
    return tuple(rule for rule in rules if rule.severity == "error")


def explained_conflict(problem: AssignmentProblem, conflict: Conflict | None, questions: Questions) -> Conflict | None:
    """Return a conflict with the parts that cannot hold together; the given one if they are not found out.

    Args:
        problem: The problem, of which there is no roster.
        conflict: Needs that are known not to be filled together; None if none are known.
        questions: Answers for smaller problems.
    """
    whole, has_roster = hard_part(problem), questions.has_roster
    start = _of_needs(whole, conflict) if conflict else _shortest_period(whole, has_roster)
    if has_roster(start) is not False:
        return conflict
    core, is_proven = _deleted(start, has_roster)
    questions.start_from(whole, map(start.day, range(start.days)))
    reasons = tuple(attrs.evolve(reason, enough=questions.has_relief(_without(whole, [reason]))) for reason in core)
    if conflict is None:
        needs = tuple(
            need
            for need in problem.needs
            if ConflictPart(kind="need", day=need.day, shift=need.shift, role=need.role) in core
        )
        leave = tuple(reason.officer for reason in core if reason.kind == "leave")
        conflict = Conflict(needs=needs, leave=leave, remedies=leave if is_proven else ())
    return attrs.evolve(conflict, reasons=reasons, irreducible=is_proven)


# --- smaller problems ---------------------------------------------------------------------------------------------


def _of_needs(problem: AssignmentProblem, conflict: Conflict) -> AssignmentProblem:
    """Return the days of the needs of a conflict, with these needs alone."""
    days = [problem.index(need.day) for need in conflict.needs]
    need_keys = {(need.day, need.shift, need.role) for need in conflict.needs}
    needs = tuple(
        need if (need.day, need.shift, need.role) in need_keys else attrs.evolve(need, least=0, most=None)
        for need in problem.needs
        if need.most != 0
    )
    return _period(attrs.evolve(problem, needs=needs), min(days), max(days) + 1)


def _shortest_period(problem: AssignmentProblem, has_roster: _Question) -> AssignmentProblem:
    """Return the fewest days, cut at the end and then at the beginning, that have no roster by themselves."""
    low, high = 1, problem.days
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if has_roster(_period(problem, 0, middle)) is False else (middle + 1, high)
    end = low
    low, high = 0, end - 1
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if has_roster(_period(problem, middle, end)) is False else (low, middle - 1)
    return _period(problem, low, end)


def _period(problem: AssignmentProblem, start: int, end: int) -> AssignmentProblem:
    """Return some days of a problem; each roster of the whole has one of them, so that least totals do not count."""
    if (start, end) == (0, problem.days):
        return problem
    first, last = problem.day(start), problem.day(end - 1)

    def partial(rules: tuple[RowRule, ...]) -> tuple[RowRule, ...]:
        return tuple(rule for rule in rules if rule.key not in {"duties-least", "minutes-least"})

    return attrs.evolve(
        problem,
        cyclic=False,
        first_day=first,
        days=end - start,
        needs=tuple(need for need in problem.needs if first <= need.day <= last),
        pins=tuple(pin for pin in problem.pins if first <= pin.day <= last),
        rules=partial(problem.rules),
        officers=tuple(
            attrs.evolve(
                officer,
                leave=tuple(day for day in officer.leave if first <= day <= last),
                before=officer.before if start == 0 else (),
                rules=partial(officer.rules),
            )
            for officer in problem.officers
        ),
    )


# --- deletion -----------------------------------------------------------------------------------------------------


def _parts(problem: AssignmentProblem) -> list[ConflictPart]:
    """Return the parts that can be left out, those first that explain least."""
    officers = problem.officers
    return [
        *(ConflictPart(kind="history", officer=officer.key) for officer in officers if officer.before),
        *(ConflictPart(kind="cap", officer=officer.key) for officer in officers if officer.caps),
        *(ConflictPart(kind="barred", officer=officer.key) for officer in officers if officer.barred),
        *(ConflictPart(kind="succession", shift=shift.key) for shift in problem.shifts if shift.forbidden_next),
        *(ConflictPart(kind="rule", rule=rule.key, limit=rule.limit) for rule in problem.rules),
        *(
            ConflictPart(kind="rule", officer=officer.key, rule=rule.key, limit=rule.limit)
            for officer in officers
            for rule in officer.rules
        ),
        *(ConflictPart(kind="pin", officer=pin.officer, day=pin.day, shift=pin.shift) for pin in problem.pins),
        *(ConflictPart(kind="leave", officer=officer.key) for officer in officers if officer.leave),
        *(
            ConflictPart(kind="need", day=need.day, shift=need.shift, role=need.role)
            for need in problem.needs
            if need.least or need.most is not None
        ),
    ]


def _deleted(problem: AssignmentProblem, has_roster: _Question) -> tuple[list[ConflictPart], bool]:
    """Return the parts that stay after deletion, and whether each was shown to be needed."""
    dropped: list[ConflictPart] = []
    core: list[ConflictPart] = []
    is_proven = True
    pending = [_parts(problem)]
    while pending:
        chunk = pending.pop()
        answer = has_roster(_without(problem, [*dropped, *chunk])) if chunk else None
        if answer is False:
            dropped += chunk
        elif len(chunk) > 1:
            middle = len(chunk) // 2
            pending += [chunk[middle:], chunk[:middle]]
        elif chunk:
            core += chunk
            is_proven = is_proven and answer is True
    return core, is_proven


def _without(problem: AssignmentProblem, reasons: Sequence[ConflictPart]) -> AssignmentProblem:
    """Return the problem without some of its parts."""
    left_out = set(reasons)

    def has(kind: str, **fields: object) -> bool:
        return ConflictPart(kind=kind, **fields) in left_out  # type: ignore[arg-type]  # the fields of the kind

    def officer_without(officer: Officer) -> Officer:
        key = officer.key
        return attrs.evolve(
            officer,
            before=() if has("history", officer=key) else officer.before,
            caps={} if has("cap", officer=key) else officer.caps,
            barred=() if has("barred", officer=key) else officer.barred,
            leave=() if has("leave", officer=key) else officer.leave,
            rules=tuple(
                rule for rule in officer.rules if not has("rule", officer=key, rule=rule.key, limit=rule.limit)
            ),
        )

    return attrs.evolve(
        problem,
        shifts=tuple(
            attrs.evolve(shift, forbidden_next=()) if has("succession", shift=shift.key) else shift
            for shift in problem.shifts
        ),
        officers=tuple(map(officer_without, problem.officers)),
        rules=tuple(rule for rule in problem.rules if not has("rule", rule=rule.key, limit=rule.limit)),
        pins=tuple(pin for pin in problem.pins if not has("pin", officer=pin.officer, day=pin.day, shift=pin.shift)),
        needs=tuple(
            attrs.evolve(need, least=0, most=None)
            if has("need", day=need.day, shift=need.shift, role=need.role)
            else need
            for need in problem.needs
        ),
    )
