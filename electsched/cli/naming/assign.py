"""The commands that assign duties to people by name: for a plan, and for a problem in its public JSON form."""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import TYPE_CHECKING

import attrs
import click

from electsched.cli.files import STDOUT, write_output
from electsched.cli.language.asked import said
from electsched.cli.language.commands import Command
from electsched.cli.language.types import PROCESSES, PositiveNumber, WholeNumber
from electsched.cli.naming.answers import print_pools, print_result
from electsched.cli.naming.earlier import earlier_work
from electsched.cli.naming.tables import write_table
from electsched.cli.options import gathered, history_option, json_option, output_option, output_path, plan_argument
from electsched.cli.output import DONE, NO, json_text, print_json
from electsched.cli.published import PublishedSite, site_options
from electsched.i18n.languages import words
from electsched.loaders.plan_files.held_roster import load_held_roster
from electsched.loaders.problem_files.problem_file import load_problem, load_rows
from electsched.operation.plan import Plan
from electsched.publishing.executors import local_workers
from electsched.roster.assignment.assign import AssignSettings, assign_problem
from electsched.roster.assignment.budget import Budget
from electsched.roster.assignment.plans.assign_plan import PlanAssignment, assign
from electsched.roster.assignment.result import AssignmentResult
from electsched.roster.index import RosterIndex
from electsched.roster.sheets.grid import duty_grid
from electsched.roster.sheets.rows import DutyTable

if TYPE_CHECKING:
    from electsched.roster.assignment.weighted.search import SearchState

__all__ = ["assign_command", "solve_command"]

_seed = click.option("--seed", type=WholeNumber(), default=0, show_default=True, help="The seed of random choices.")
_work = click.option(
    "--work",
    type=PositiveNumber(),
    default=60.0,
    show_default=True,
    help="The work that may be done, about seconds; the same work gives the same roster.",
)
_start = click.option("--start", metavar="FILE", help="Go on from this roster by name, as --output writes it.")
_seconds = click.option(
    "--seconds",
    type=PositiveNumber(),
    help="Stop after these seconds; then another run may give another roster.",
)


@attrs.frozen
class _PlanSearch:
    """The options of the search for the roster of a plan."""

    start: str | None
    seed: int
    work: float
    jobs: int


@attrs.frozen
class _Outputs:
    """The options on what is written, and the form of the answer."""

    loads: str | None
    output: str
    as_json: bool


@click.command("assign", cls=Command)
@plan_argument
@history_option
@site_options
@_start
@_seed
@_work
@click.option("--jobs", type=PROCESSES, default=1, show_default=True, help="Processes that do the work.")
@click.option("--loads", type=output_path, metavar="FILE", help="Write the totals of each person (CSV or XLSX).")
@output_option
@json_option
@gathered("search", _PlanSearch)
@gathered("outputs", _Outputs)
def assign_command(
    *, plan: Plan, history: str | None, published: PublishedSite, search: _PlanSearch, outputs: _Outputs
) -> int:
    """Assign duties to people by name, as fairly as possible.

    Posts that share teams are one pool, and its people take turns. With --output it writes the duties: the planner's
    grid of people by days if the name ends in .csv or .xlsx, else JSON; `check` and `publish` take it with --roster.
    With --history rest and runs go on from an earlier roster, and its work counts for fairness. With --site the days
    that have begun stay as they were published. With --start a roster is made fairer, such as one in which a planner
    moved cells. Ctrl-C ends it with the rosters so far, and no file is written. The
    status is 1 if a pool has no roster.
    """
    earlier = earlier_work(plan, history, published)
    start = None if search.start is None else load_held_roster(search.start, plan).duties
    settings = AssignSettings(seed=search.seed, budget=Budget(work=search.work))
    with local_workers(search.jobs) as executor:
        assignment = assign(
            plan,
            settings=settings,
            executor=executor,
            history=earlier.duties,
            first_day=earlier.first_day,
            start=start,
        )
    if assignment.interrupted:
        click.echo(said("naming.interrupted"), err=True)
    else:
        _write(assignment, plan, outputs)
    if outputs.as_json:
        print_json({"pools": [_pool_data(pool.pool.posts, pool.relaxed, pool.result) for pool in assignment.pools]})
    else:
        print_pools(assignment)
    is_whole = not assignment.interrupted and all(pool.result.rows is not None for pool in assignment.pools)
    return DONE if is_whole else NO


def _write(assignment: PlanAssignment, plan: Plan, outputs: _Outputs) -> None:
    output = outputs.output
    if output.endswith((".csv", ".xlsx")):
        grid = duty_grid(RosterIndex(plan, assignment.roster), assignment.roster.duties, plan.languages[0])
        write_table(output, grid)
    elif output != STDOUT:
        write_output(output, json_text(assignment.roster.to_dict()))
    if outputs.loads:
        write_table(outputs.loads, _load_table(assignment, plan.languages[0]))


def _pool_data(posts: Iterable[str], relaxed: bool, result: AssignmentResult) -> dict[str, object]:  # noqa: FBT001
    return {"posts": list(posts), "relaxed": relaxed, **result.to_dict()}


def _load_table(assignment: PlanAssignment, language: str) -> DutyTable:
    rows = [(",".join(pool.pool.posts), *load.values()) for pool in assignment.pools for load in pool.result.loads()]
    head = ("posts", "person", "duties", "minutes", "nights", "weekend_duties", "single_duties", "single_days_off")
    return DutyTable(words(language)["table.loads"], head, tuple(rows))


@attrs.frozen
class _Search:
    """The options that bound a search."""

    seed: int
    work: float
    seconds: float | None


@click.command("solve", cls=Command)
@click.argument("problem_file", metavar="PROBLEM")
@click.option("--start", metavar="FILE", help="Go on from the roster of this solution (JSON).")
@_seed
@_work
@_seconds
@output_option
@json_option
@gathered("search", _Search)
def solve_command(*, problem_file: str, start: str | None, search: _Search, output: str, as_json: bool) -> int:
    """Find a roster for a problem in JSON, with its bound.

    Without weights the roster is as fair as possible; with weights it is as cheap as possible, which needs the extra
    'solver'. Ctrl-C ends the search with the best roster so far. With --output it writes the solution as JSON.
    """
    problem = load_problem(problem_file)
    settings = AssignSettings(
        seed=search.seed,
        budget=Budget(work=search.work, seconds=search.seconds),
        clock=time.monotonic,
        start=None if start is None else load_rows(start, problem),
        report=None if as_json else _report,
    )
    result = assign_problem(problem, settings)
    if output != STDOUT:
        write_output(output, json_text(result.to_dict()))
    if as_json:
        print_json(result.to_dict())
    else:
        print_result(result)
    return NO if result.rows is None else DONE


def _report(state: SearchState) -> None:
    none_yet = said("naming.none_yet")
    cost, bound = (none_yet if value is None else value for value in (state.objective, state.bound))
    gap = none_yet if state.gap is None else state.gap
    click.echo(said("naming.search", cost=cost, bound=bound, gap=gap, work=f"{state.work:.1f}"), err=True)
