"""The roster by name of a plan: the members of each pool are assigned to its duties, as fairly as possible."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import BrokenExecutor, Executor
from datetime import date

import attrs

from electsched.errors import ElectschedError, Fault
from electsched.i18n.text import translated
from electsched.operation.plan import Plan
from electsched.phrases import phrase
from electsched.roster.assignment.assign import AssignSettings, assign_problem
from electsched.roster.assignment.plans.alike import likeness, renamed_result
from electsched.roster.assignment.plans.pools import Pool, pool_rows, pools_of
from electsched.roster.assignment.result import AssignmentResult
from electsched.roster.duty import Duty, Roster, Shortfall
from electsched.roster.slots import planned_duties
from electsched.timespan import checked_day
from electsched.values import checked_type, value_text

__all__ = ["PlanAssignment", "PoolAssignment", "assign"]


_Job = tuple[Pool, Pool, AssignSettings]
"""A pool with all rules, the same with those that are errors alone, and the settings of the search."""


@attrs.frozen(kw_only=True)
class PoolAssignment:
    """The result of a pool.

    Attributes:
        pool: The pool.
        result: The roster of the pool, with its proofs.
        relaxed: Whether rules with the severity ``warning`` were dropped, because there is no roster with them, or none
            was found.
    """

    pool: Pool
    result: AssignmentResult
    relaxed: bool = False

    __repr__ = value_text


@attrs.frozen(kw_only=True, repr=False)
class PlanAssignment:
    """The roster by name of a plan.

    Attributes:
        roster: The duties of all pools that have a roster, each with its members.
        shortfalls: The duties of the other pools, which nobody does.
        pools: The result of each pool, with its proofs.
    """

    roster: Roster
    shortfalls: tuple[Shortfall, ...]
    pools: tuple[PoolAssignment, ...]

    @property
    def interrupted(self) -> bool:
        """Whether the search was interrupted (Ctrl-C): pools that it did not reach have no roster."""
        return any(pool.result.interrupted for pool in self.pools)

    def __repr__(self) -> str:
        """Return the number of duties and of pools."""
        fairest = sum(pool.result.is_fairest for pool in self.pools)
        return f"PlanAssignment({len(self.roster)} duties; {fairest} of {len(self.pools)} pools cannot be fairer)"


def assign(  # noqa: PLR0913  # the choices of a caller, by name
    plan: Plan,
    *,
    settings: AssignSettings | None = None,
    executor: Executor | None = None,
    history: Iterable[Duty] = (),
    first_day: date | None = None,
    start: Iterable[Duty] | None = None,
) -> PlanAssignment:
    """Return the roster by name of a plan: each duty names the members who do it.

    Posts that share teams are a pool, and its members take turns without regard to their teams. All duties are manned,
    all working-time rules with the severity ``error`` and the limits of single members hold, and rules with the
    severity ``warning`` as far as a roster is found. Of the requests those are granted that weigh most together; under
    all that the counts of duties, nights and weekend duties differ as little as possible. A shift lasts its planned
    hours, so that a clock change is left to `check_roster`.

    The duties of earlier days (``history``) count: rest and runs go on from them, and their duties, nights and weekend
    duties are added to those of each member. A member who did none begins with the averages of the others.

    An interruption (Ctrl-C) returns the rosters so far; the other pools have none.

    Args:
        plan: The plan, with the list of its members.
        settings: Seed, budget and report; a report and a clock cannot be sent to other processes.
        executor: An executor of the standard library's kind, for many pools; the results do not depend on it.
        history: The duties of earlier days, of this plan or of another one, such as an earlier roster.
        first_day: The first day that is assigned; the duties of ``history`` that the plan has before it are part of
            the roster. None for the first day of the plan.
        start: The duties of a roster by name from which the search goes on; None to begin anew. A pool in which it
            breaks a rule or leaves a place empty begins anew too.

    Raises:
        InputError: A team that has a turn has no listed members; the settings or the first day are none.
        ElectschedError: A worker of the executor was lost.
        UndatedError: A stage of a window has no date.
    """
    chosen = checked_type("settings", settings or AssignSettings(), AssignSettings)
    first_day = None if first_day is None else checked_day("first_day", first_day)
    earlier = tuple(history)
    strict, lenient = (
        pools_of(plan, severities=severities, history=earlier, first_day=first_day)
        for severities in (("error", "warning"), ("error",))
    )
    start_duties = None if start is None else tuple(start)
    jobs = [
        (*pair, chosen if start_duties is None else attrs.evolve(chosen, start=pool_rows(pair[0], start_duties)))
        for pair in zip(strict, lenient, strict=True)
    ]
    results = _assign_pools(jobs, executor)
    duties = [] if first_day is None else [*_kept(plan, earlier, first_day)]
    duties += [duty for pool in results for duty in _duties(pool)]
    shortfalls = [shortfall for pool in results if pool.result.rows is None for shortfall in _shortfalls(pool.pool)]
    duties.sort(key=lambda duty: (duty.span.start, duty.post, duty.line))
    return PlanAssignment(roster=Roster(tuple(duties), plan), shortfalls=tuple(shortfalls), pools=tuple(results))


def _kept(plan: Plan, earlier: Iterable[Duty], first_day: date) -> Iterator[Duty]:
    """Yield the earlier duties that the plan has before the first day that is assigned."""
    identities = {duty.identity for duty in planned_duties(plan) if duty.slot.day < first_day}
    yield from (duty for duty in earlier if duty.identity in identities)


def _assign_pools(jobs: Sequence[_Job], executor: Executor | None) -> list[PoolAssignment]:
    """Return the result of each pool; of pools that are alike, such as those of units of one size, one is solved."""
    likenesses = [
        # Each pool goes on from rows of its own.
        (likeness(strict.problem), likeness(lenient.problem), None if settings.start is None else number)
        for number, (strict, lenient, settings) in enumerate(jobs)
    ]
    firsts = {key: number for number, key in reversed([*enumerate(likenesses)])}
    solved = _solve({number: jobs[number] for number in sorted(firsts.values())}, executor)
    is_interrupted = len(solved) < len(firsts) or any(pool.result.interrupted for pool in solved.values())
    results = []
    for number, (job, key) in enumerate(zip(jobs, likenesses, strict=True)):
        first = solved.get(firsts[key])
        if first is None or (first.result.rows is None and is_interrupted):
            results.append(_interrupted(job[0]))
        elif number in solved:
            results.append(first)
        elif first.result.rows is None:  # its conflict has names
            results.append(_assign_pool(*job))
        else:
            pool = job[1] if first.relaxed else job[0]
            result = renamed_result(first.result, pool.problem)
            results.append(PoolAssignment(pool=pool, result=result, relaxed=first.relaxed))
    return results


def _solve(jobs: Mapping[int, _Job], executor: Executor | None) -> dict[int, PoolAssignment]:
    """Return the results of pools; those up to an interruption (Ctrl-C) alone."""
    solved: dict[int, PoolAssignment] = {}
    try:
        if executor is None:
            for number, job in jobs.items():
                solved[number] = _assign_pool(*job)
                if solved[number].result.interrupted:
                    break
            return solved
        futures = {number: executor.submit(_assign_pool, *job) for number, job in jobs.items()}
        for number, future in futures.items():
            solved[number] = future.result()
    except KeyboardInterrupt:
        return solved
    except BrokenExecutor as error:
        found = phrase("a worker process that ended without a result")
        raise ElectschedError(Fault("jobs", found, phrase("fewer workers, or more memory"))) from error
    return solved


def _interrupted(pool: Pool) -> PoolAssignment:
    """Return that nothing is known of a pool."""
    unknown = AssignmentResult(
        problem=pool.problem, status="unknown", rows=None, objective=None, bound=None, interrupted=True
    )
    return PoolAssignment(pool=pool, result=unknown)


def _assign_pool(strict: Pool, lenient: Pool, settings: AssignSettings) -> PoolAssignment:
    if strict.problem.rules != lenient.problem.rules:
        result = assign_problem(strict.problem, attrs.evolve(settings, prove=False))
        if result.rows is not None or result.interrupted:
            return PoolAssignment(pool=strict, result=result)
    relaxed = strict.problem.rules != lenient.problem.rules
    return PoolAssignment(pool=lenient, result=assign_problem(lenient.problem, settings), relaxed=relaxed)


def _duties(assignment: PoolAssignment) -> list[Duty]:
    rows = assignment.result.rows
    if rows is None:
        return []
    pool, problem = assignment.pool, assignment.pool.problem
    on_duty: dict[tuple[int, str], list[str]] = {}
    for officer, row in rows.items():
        for day, mark in enumerate(row):
            on_duty.setdefault((day, mark), []).append(officer)
    duties = []
    for planned in pool.duties:
        key = (problem.index(planned.slot.day), pool.marks.of_planned(planned))
        members, on_duty[key] = on_duty[key][: planned.people], on_duty[key][planned.people :]
        duties.append(
            Duty(
                post=planned.post.key,
                line=planned.line,
                day=planned.slot.day,
                shift=planned.slot.shift.key,
                team=planned.team,
                people=len(members),
                span=planned.slot.span,
                members=tuple(members),
                relief=planned.relief,
            )
        )
    return duties


def _shortfalls(pool: Pool) -> list[Shortfall]:
    return [
        Shortfall(
            post=planned.post.key,
            line=planned.line,
            day=planned.slot.day,
            shift=planned.slot.shift.key,
            people=planned.people,
            missing=planned.people,
            span=planned.slot.span,
            reason=translated("shortfall.too_few"),
            team=planned.team,
        )
        for planned in pool.duties
    ]
