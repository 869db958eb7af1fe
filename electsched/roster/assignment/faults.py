"""The faults of a problem: all of them at once, each in its place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, timedelta

import attrs

from electsched.errors import Fault, nearest_names, nearest_or_meant
from electsched.operation.shifts import OFF
from electsched.operation.teams import MOST_WEIGHT
from electsched.phrases import phrase, quoted, verbatim
from electsched.roster.assignment.automaton import RowAutomaton, automata_of
from electsched.roster.assignment.cells import allowed_marks
from electsched.roster.assignment.fixed_days import fixed_day_faults
from electsched.roster.assignment.problem import AssignmentProblem, Officer, RowRule, RowRuleKey, Rows

__all__ = ["officers_without_row", "problem_faults", "row_faults", "structural_faults"]

MOST_DAYS = 800
_LAST_FIRST_DAY = date.max - timedelta(days=MOST_DAYS)
_MOST_SEARCHED = 50_000
_CONTRADICTIONS: tuple[tuple[RowRuleKey, RowRuleKey], ...] = (
    ("duty-run-least", "duty-run-most"),
    ("off-run-least", "off-run-most"),
    ("duties-least", "duties-most"),
    ("minutes-least", "minutes-most"),
)


def problem_faults(problem: AssignmentProblem) -> Iterator[Fault]:
    """Yield every fault of a problem; each path is a key path of its JSON form."""
    structural = [*structural_faults(problem)]
    yield from structural
    if not structural:
        yield from _no_row_faults(problem)


def structural_faults(problem: AssignmentProblem) -> Iterator[Fault]:
    """Yield every fault of a problem that one can see without a search for rows."""
    if not 1 <= problem.days <= MOST_DAYS:
        yield Fault("days", verbatim(problem.days), phrase("from 1 to {most}", most=MOST_DAYS))
    if problem.first_day > _LAST_FIRST_DAY:  # no day of such a problem can be named
        expected = phrase("a day up to {end}", end=_LAST_FIRST_DAY.isoformat())
        yield Fault("first_day", verbatim(problem.first_day.isoformat()), expected)
        return
    yield from _cycle_faults(problem)
    parts = (
        _key_faults("shifts", [shift.key for shift in problem.shifts]),
        _key_faults("officers", [officer.key for officer in problem.officers]),
        _shift_faults(problem),
        _need_faults(problem),
        _officer_faults(problem),
        _wish_faults(problem),
        _pin_faults(problem),
        fixed_day_faults(problem),
    )
    for part in parts:
        yield from part


def _cycle_faults(problem: AssignmentProblem) -> Iterator[Fault]:
    """Yield the faults of a problem that repeats itself: it has nothing before it, and counts whole weekends."""
    if not problem.cyclic:
        return
    for index, officer in enumerate(problem.officers):
        for name in ("before", "history"):
            if getattr(officer, name) != attrs.fields_dict(Officer)[name].default:
                found = phrase("days before the first day of a cyclic problem")
                yield Fault(f"officers[{index}].{name}", found, phrase("nothing, because the last day precedes it"))
    rules = [*problem.rules, *(rule for officer in problem.officers for rule in officer.rules)]
    if problem.days % 7 and any(rule.key == "weekends-most" for rule in rules):
        yield Fault("days", verbatim(problem.days), phrase("whole weeks in a cyclic problem with 'weekends-most'"))


def _key_faults(path: str, keys: list[str]) -> Iterator[Fault]:
    if not keys:
        yield Fault(path, phrase("none"), phrase("at least one"))
    for index, key in enumerate(keys):
        if not key or key == OFF:
            yield Fault(f"{path}[{index}].key", quoted(key), phrase("a key that is not empty and not {off!r}", off=OFF))
        elif keys.index(key) != index:
            yield Fault(f"{path}[{index}].key", phrase("{key!r} a second time", key=key), phrase("a key of its own"))


def _unknown(path: str, key: str, keys: Iterable[str]) -> Iterator[Fault]:
    names = [*dict.fromkeys(keys)]
    if names and key not in names:  # if there are none at all, that is a fault of its own
        nearest, meant = nearest_or_meant(key, names)
        expected = phrase("one that exists") if meant else phrase("one of {names}", names=nearest)
        yield Fault(path, quoted(key), expected, hint=meant)


def _day_faults(problem: AssignmentProblem, path: str, day: date) -> Iterator[Fault]:
    if not 0 <= problem.index(day) < problem.days:
        last = problem.day(max(1, min(problem.days, MOST_DAYS)) - 1)
        yield Fault(
            path,
            verbatim(day.isoformat()),
            phrase("a day from {first} to {last}", first=problem.first_day, last=last),
        )


def _shift_faults(problem: AssignmentProblem) -> Iterator[Fault]:
    keys = [shift.key for shift in problem.shifts]
    for index, shift in enumerate(problem.shifts):
        path = f"shifts[{index}]"
        if not 0 < shift.minutes <= 72 * 60:
            yield Fault(f"{path}.minutes", verbatim(shift.minutes), phrase("from 1 to 4320 minutes"))
        for number, following in enumerate(shift.forbidden_next):
            yield from _unknown(f"{path}.forbidden_next[{number}]", following, keys)


def _need_faults(problem: AssignmentProblem) -> Iterator[Fault]:
    shifts = [shift.key for shift in problem.shifts]
    roles = {role for officer in problem.officers for role in officer.roles}
    for index, need in enumerate(problem.needs):
        path = f"needs[{index}]"
        yield from _unknown(f"{path}.shift", need.shift, shifts)
        yield from _day_faults(problem, f"{path}.day", need.day)
        officers = [officer for officer in problem.officers if not need.role or need.role in officer.roles]
        if need.role and need.role not in roles:
            names = nearest_names(need.role, roles) or phrase("none has a role")
            yield Fault(f"{path}.role", quoted(need.role), phrase("a role of an officer: {names}", names=names))
        elif need.under is None and need.least > len(officers):
            yield Fault(
                f"{path}.least",
                verbatim(need.least),
                phrase("no more than the {count} {count:officer who counts|officers who count}", count=len(officers)),
            )
        if need.least < 0 or (need.most is not None and need.most < need.least):
            yield Fault(
                path,
                phrase("{least} to {most}", least=need.least, most=need.most),
                phrase("from at least 0 to no fewer than that"),
            )
        for name, weight in (("under", need.under), ("over", need.over)):
            if weight is not None:
                yield from _weight_faults(f"{path}.{name}", weight)
    yield from _repeated_need_faults(problem)


def _repeated_need_faults(problem: AssignmentProblem) -> Iterator[Fault]:
    """Yield a fault for each two needs of the same shift, day and role."""
    first: dict[tuple[date, str, str], int] = {}
    for index, need in enumerate(problem.needs):
        earlier = first.setdefault((need.day, need.shift, need.role), index)
        if earlier != index:
            yield Fault(
                f"needs[{index}]",
                phrase("the same day, shift and role as needs[{other}]", other=earlier),
                phrase("one need for each"),
            )


def _officer_faults(problem: AssignmentProblem) -> Iterator[Fault]:
    shifts = [shift.key for shift in problem.shifts]
    yield from _rule_faults(problem, "rules", problem.rules)
    for index, officer in enumerate(problem.officers):
        path = f"officers[{index}]"
        for number, day in enumerate(officer.leave):
            yield from _day_faults(problem, f"{path}.leave[{number}]", day)
        for number, shift in enumerate(officer.barred):
            yield from _unknown(f"{path}.barred[{number}]", shift, shifts)
        for number, mark in enumerate(officer.before):
            yield from _unknown(f"{path}.before[{number}]", mark, [*shifts, OFF])
        for name, total in attrs.asdict(officer.history).items():
            if total < 0:
                yield Fault(f"{path}.history.{name}", verbatim(total), phrase("a number that is not negative"))
        for name, cap in officer.caps.items():
            yield from _unknown(f"{path}.caps.{name}", name, [*problem.shifts_by_name])
            if cap < 0:
                yield Fault(f"{path}.caps.{name}", verbatim(cap), phrase("a number that is not negative"))
        yield from _rule_faults(problem, f"{path}.rules", officer.rules)
        if officer.rules:
            yield from _contradictions(problem, f"{path}.rules", [*problem.rules_of(officer).values()])


def _rule_faults(problem: AssignmentProblem, path: str, rules: tuple[RowRule, ...]) -> Iterator[Fault]:
    counts = Counter(rule.key for rule in rules)
    for index, rule in enumerate(rules):
        if counts[rule.key] > 1:
            yield Fault(
                f"{path}[{index}].key",
                phrase("{key!r} {count} {count:time|times}", key=rule.key, count=counts[rule.key]),
                phrase("each rule once"),
            )
        if not _is_whole(rule.limit):
            yield Fault(f"{path}[{index}].limit", verbatim(rule.limit), phrase("a whole number"))
        elif rule.limit < 0:
            yield Fault(f"{path}[{index}].limit", verbatim(rule.limit), phrase("a number that is not negative"))
        yield from _weight_faults(f"{path}[{index}].weight", rule.weight)
        if rule.weight >= 0 and (rule.severity == "weighted") != (rule.weight > 0):
            yield Fault(
                f"{path}[{index}].weight", verbatim(rule.weight), phrase("a positive weight if, and only if, weighted")
            )
    yield from _contradictions(problem, path, list(rules))


def _is_whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _weight_faults(path: str, weight: int) -> Iterator[Fault]:
    """Yield a fault for a weight that is no whole number, negative, or too large for costs that are summed exactly."""
    if not _is_whole(weight):
        yield Fault(path, verbatim(weight), phrase("a whole number"))
    elif not 0 <= weight <= MOST_WEIGHT:
        yield Fault(path, verbatim(weight), phrase("a weight from 0 to {most}", most=MOST_WEIGHT))


def _contradictions(problem: AssignmentProblem, path: str, rules: list[RowRule]) -> Iterator[Fault]:
    """Yield a fault for each two rules that no row keeps together, and for a total that no row reaches."""
    limits = {rule.key: rule.limit for rule in rules if rule.severity == "error"}
    pairs: list[tuple[RowRuleKey, int, RowRuleKey, int]] = [
        (least, limits[least], most, limits[most])
        for least, most in _CONTRADICTIONS
        if least in limits and most in limits and limits[least] > limits[most]
    ]
    lengths = [shift.minutes for shift in problem.shifts] or [0]
    duties, minutes = limits.get("duties-least", 0), limits.get("minutes-least", 0)
    if duties * min(lengths) > limits.get("minutes-most", duties * min(lengths)):
        pairs.append(("duties-least", duties, "minutes-most", limits["minutes-most"]))
    if minutes > limits.get("duties-most", minutes) * max(lengths):
        pairs.append(("minutes-least", minutes, "duties-most", limits["duties-most"]))
    for least, low, most, high in pairs:
        found = phrase("{least!r} {low} and {most!r} {high}", least=least, low=low, most=most, high=high)
        yield Fault(path, found, phrase("limits that do not contradict each other"))
    totals: tuple[tuple[str, int, int], ...] = (
        ("duties-least", duties, problem.days),
        ("minutes-least", minutes, problem.days * max(lengths)),
    )
    for key, total, reach in totals:
        if total > reach > 0:
            found = phrase("{least!r} {low}", least=key, low=total)
            yield Fault(path, found, phrase("no more than {reach}, a duty on each day", reach=reach))


def _wish_faults(problem: AssignmentProblem) -> Iterator[Fault]:
    marks = [*problem.shifts_by_name, OFF]
    officers = [officer.key for officer in problem.officers]
    for index, request in enumerate(problem.requests):
        path = f"requests[{index}]"
        yield from _unknown(f"{path}.officer", request.officer, officers)
        yield from _unknown(f"{path}.shift", request.shift, marks)
        yield from _day_faults(problem, f"{path}.day", request.day)
        yield from _weight_faults(f"{path}.weight", request.weight)


def _pin_faults(problem: AssignmentProblem) -> Iterator[Fault]:
    marks = [*(shift.key for shift in problem.shifts), OFF]
    officers = [officer.key for officer in problem.officers]
    for index, pin in enumerate(problem.pins):
        path = f"pins[{index}]"
        yield from _unknown(f"{path}.officer", pin.officer, officers)
        yield from _unknown(f"{path}.shift", pin.shift, marks)
        yield from _day_faults(problem, f"{path}.day", pin.day)


def _no_row_faults(problem: AssignmentProblem) -> Iterator[Fault]:
    """Yield a fault for each officer whose pins or leave leave no row at all."""
    for index in officers_without_row(problem):
        yield Fault(
            f"officers[{index}]",
            phrase("no row that the rules allow"),
            phrase("rules, leave and pins that can hold together"),
        )


def officers_without_row(problem: AssignmentProblem) -> Iterator[int]:
    """Yield the number of each officer for whom rules of days in a row, leave and pins leave no row."""
    allowed, automata = allowed_marks(problem), automata_of(problem)
    for index, officer in enumerate(problem.officers):
        if not _has_row(automata[officer.key], officer, allowed[officer.key]):
            yield index


def _has_row(automaton: RowAutomaton, officer: Officer, marks: list[tuple[str, ...]]) -> bool:
    """Return whether the rules of days in a row leave a row; true if too many states would have to be searched."""
    pending = [(0, automaton.initial(officer.before))]
    visited = set(pending)
    while pending and len(visited) < _MOST_SEARCHED:
        day, state = pending.pop()
        if day == len(marks):
            return True
        for mark in reversed(marks[day]):  # a day off is tried first
            step = automaton.step(state, mark)
            if step is not None and (day + 1, step.state) not in visited:
                visited.add((day + 1, step.state))
                pending.append((day + 1, step.state))
    return bool(pending)


def row_faults(problem: AssignmentProblem, rows: Rows) -> Iterator[Fault]:
    """Yield every fault of rows that are no roster of a problem; broken rules are no faults."""
    keys = [officer.key for officer in problem.officers]
    for key in keys:
        if key not in rows:
            yield Fault(f"rows.{key}", phrase("nothing"), phrase("a row for each officer"))
    for key, row in rows.items():
        yield from _unknown(f"rows.{key}", key, keys)
        if len(row) != problem.days:
            yield Fault(
                f"rows.{key}",
                phrase("{count} {count:mark|marks}", count=len(row)),
                phrase("{days}, one for each day", days=problem.days),
            )
        for index, mark in enumerate(row):
            yield from _unknown(f"rows.{key}[{index}]", mark, [*problem.shift_types, OFF])
