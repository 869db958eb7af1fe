"""The printed answers of an assignment: the rosters, the proofs about them, and the reasons if there is none."""

from __future__ import annotations

from collections.abc import Sequence

import click

from electsched.cli.language.asked import said
from electsched.cli.output import counted, print_table, text_rows
from electsched.operation.shifts import OFF
from electsched.roster.assignment.conflict import Conflict, ConflictPart
from electsched.roster.assignment.evaluation import Excess
from electsched.roster.assignment.fair.bound import Spread
from electsched.roster.assignment.plans.assign_plan import PlanAssignment
from electsched.roster.assignment.problem import Request
from electsched.roster.assignment.result import AssignmentResult

__all__ = ["print_pools", "print_result"]

_MOST_SHOWN = 30
"""The most needs, people on leave, and parts of a conflict that are printed."""


def print_pools(assignment: PlanAssignment) -> None:
    """Print the outcome of each pool with its proofs, and the reasons of those without a roster."""
    rows = [
        (
            ", ".join(pool.pool.posts),
            len(pool.pool.problem.officers),
            _outcome(pool.result),
            _cover(pool.result),
            *_spread_cells(pool.result),
            _singles(pool.result),
        )
        for pool in assignment.pools
    ]
    head = ("posts", "people", "outcome", "places", "duties", "nights", "weekend duties", "single days")
    print_table(head, text_rows(rows))
    fairest = sum(pool.result.is_fairest for pool in assignment.pools)
    click.echo(said("naming.assigned", duties=counted(len(assignment.roster), "duty")))
    click.echo(said("naming.fairest", fairest=fairest, pools=counted(len(assignment.pools), "pool")))
    for pool in assignment.pools:
        posts = ", ".join(pool.pool.posts)
        if pool.relaxed:
            click.echo(said("naming.relaxed", posts=posts))
        if pool.result.problem.requests and pool.result.rows is not None:
            click.echo(f"{posts}: {_granted(pool.result)}")
            _print_lines([_refused(request) for request in pool.result.refused])
        if pool.result.rows is None:
            click.echo(said("naming.no_roster", posts=posts))
            _print_conflict(pool.result.conflict)


def print_result(result: AssignmentResult) -> None:
    """Print the outcome of a problem with its proofs, or the reasons why it has no roster."""
    spreads: dict[str, object] = {
        spread.criterion: cell for spread, cell in zip(result.spreads, _spread_cells(result), strict=False)
    }
    cost: dict[str, object] = {"cost": result.objective, "bound": result.bound, "gap": result.gap}
    values: dict[str, object] = {
        "status": _outcome(result),
        **(cost if result.problem.has_weights else {}),
        "proved_by": said(f"proof.{result.proved_by.replace(' ', '_')}") if result.proved_by else "",
        "places": _cover(result),
        **spreads,
        "single_days": _singles(result),
        "repeatable": said("naming.yes" if result.repeatable and not result.interrupted else "naming.no"),
        "solver": result.solver,
    }
    rows = [(said(f"solution.{key}"), value) for key, value in values.items() if value not in {None, ""}]
    print_table(("result", "value"), text_rows(rows))
    if conclusion := _conclusion(result):
        click.echo(said(f"conclusion.{conclusion}"))
    _print_excesses(result.excesses)
    if result.problem.requests and result.rows is not None:
        click.echo(_granted(result))
        _print_lines([_refused(request) for request in result.refused])
    _print_conflict(result.conflict)


def _print_excesses(excesses: Sequence[Excess]) -> None:
    """Print for each rule that may be broken how many people are beyond its limit, and by how much together."""
    by_rule: dict[tuple[str, int], list[Excess]] = {}
    for excess in excesses:
        by_rule.setdefault((excess.rule, excess.limit), []).append(excess)
    for (rule, limit), beyond in sorted(by_rule.items()):
        cost = sum(excess.cost for excess in beyond)
        values = {"people": counted(len(beyond), "person"), "units": sum(excess.units for excess in beyond)}
        if cost:
            click.echo(said("naming.beyond_at_cost", rule=rule, limit=limit, cost=cost, **values))
        else:
            click.echo(said("naming.beyond", rule=rule, limit=limit, **values))


def _granted(result: AssignmentResult) -> str:
    """Return how many requests are granted, with the cost of the others and its bound."""
    requests = len(result.problem.requests)
    values = {"granted": requests - len(result.refused), "requests": requests}
    values |= (
        {} if result.objective is None or result.bound is None else {"cost": result.objective, "bound": result.bound}
    )
    return said("naming.granted" if "cost" in values else "naming.granted_without_bound", **values)


def _refused(request: Request) -> str:
    key = "off" if request.shift == OFF else "shift"
    values = {"day": request.day, "member": request.officer, "shift": request.shift, "weight": request.weight}
    return said(f"naming.refused_{key}" if request.wanted else f"naming.refused_without_{key}", **values)


def _outcome(result: AssignmentResult) -> str:
    return said(f"outcome.{result.status}")


def _conclusion(result: AssignmentResult) -> str:
    """Return the key of the sentence that says what is proven; empty if there is no roster, by proof."""
    if result.status in {"infeasible", "unknown"}:
        return "unknown" if result.status == "unknown" else ""
    if result.problem.has_weights:
        return "cheapest" if result.status == "optimal" else "cost_open" if result.bound is None else "cost_bounded"
    if result.is_fairest:
        return "fairest"
    return "undominated" if result.status == "optimal" else "fairness_open"


def _cover(result: AssignmentResult) -> str:
    cover = result.cover
    return "" if cover is None else said("naming.cover", filled=cover.filled, needed=cover.needed)


def _singles(result: AssignmentResult) -> str:
    """Return the single days of duty and the single days off that remain."""
    if result.rows is None:
        return ""
    loads = result.loads()
    on, off = (sum(load[name] for load in loads) for name in ("single_duties", "single_days_off"))
    return said("naming.single_days", on=on, off=off)


def _spread_cells(result: AssignmentResult) -> list[str]:
    """Return the fewest and most of each criterion, and the bound of their difference."""
    if not result.spreads:
        return ["", "", ""]
    return [_spread_cell(spread) for spread in result.spreads]


def _spread_cell(spread: Spread) -> str:
    if spread.bound is None:
        return said("naming.spread_unproven", fewest=spread.fewest, most=spread.most)
    return said("naming.spread", fewest=spread.fewest, most=spread.most, bound=spread.bound)


# --- no roster ----------------------------------------------------------------------------------------------------


def _print_conflict(conflict: Conflict | None) -> None:
    if conflict is None:
        return
    needs = []
    for need in conflict.needs:
        values = {"day": need.day, "shift": need.shift, "people": counted(need.least, "person"), "role": need.role}
        needs.append(said("naming.need_of_role" if need.role else "naming.need", **values))
    _print_lines(needs)
    on_leave = conflict.leave if conflict.needs else ()
    _print_lines(
        [said("naming.remedy" if key in conflict.remedies else "naming.on_leave", member=key) for key in on_leave]
    )
    if conflict.needs:
        click.echo(f"  {said('naming.empty', places=counted(conflict.missing, 'place'))}")
    if conflict.reasons:
        click.echo(said("naming.irreducible" if conflict.irreducible else "naming.together"))
    _print_lines([_reason(reason) + _relief(reason) for reason in conflict.reasons])


def _print_lines(lines: Sequence[str]) -> None:
    """Print the first lines, indented, and how many more there are; ``--json`` has all."""
    for line in lines[:_MOST_SHOWN]:
        click.echo(f"  {line}")
    if len(lines) > _MOST_SHOWN:
        click.echo(f"  {said('naming.more', count=len(lines) - _MOST_SHOWN)}")


def _relief(reason: ConflictPart) -> str:
    if reason.enough is None:
        return ""
    return said("naming.enough" if reason.enough else "naming.not_enough")


def _reason(reason: ConflictPart) -> str:
    if reason.role:
        return said("reason.need_of_role", day=reason.day, shift=reason.shift, role=reason.role)
    if reason.kind == "rule" and reason.officer:
        return said("reason.rule_of_one", rule=reason.rule, limit=reason.limit, member=reason.officer)
    values = {"member": reason.officer, "day": reason.day, "shift": reason.shift}
    return said(f"reason.{reason.kind}", **values, rule=reason.rule, limit=reason.limit)
