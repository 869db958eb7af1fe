"""The command that repairs a roster of a problem in its public JSON form after an absence."""

from __future__ import annotations

from datetime import date, timedelta

import attrs
import click

from electsched.cli.files import STDOUT, write_output
from electsched.cli.language.asked import said
from electsched.cli.language.commands import Command
from electsched.cli.options import day, gathered, json_option, output_option
from electsched.cli.output import DONE, NO, counted, json_text, print_json, print_table, text_rows
from electsched.loaders.problem_files.problem_file import load_problem, load_rows
from electsched.roster.assignment.repair.change import Repair
from electsched.roster.assignment.repair.repair import RepairSettings, repair_absence

__all__ = ["refill_command"]


@attrs.frozen
class _Absence:
    """The arguments and the option that say who is absent, and when it was decided."""

    officer: str
    first: date
    last: date | None
    decided: date | None


@click.command("refill", cls=Command)
@click.argument("problem_file", metavar="PROBLEM")
@click.argument("solution_file", metavar="SOLUTION")
@click.argument("officer")
@click.argument("first", metavar="FIRST", type=day)
@click.argument("last", metavar="LAST", type=day, required=False)
@click.option("--decided", type=day, metavar="DAY", help="The day of the decision; it and earlier days do not change.")
@output_option
@json_option
@gathered("absence", _Absence)
def refill_command(*, problem_file: str, solution_file: str, absence: _Absence, output: str, as_json: bool) -> int:
    """Show who takes the places of somebody absent.

    OFFICER is absent from the FIRST day to the LAST. Officers who are off take the places. If they cannot take all,
    others move as well, which needs the extra 'solver' for the proof that no repair changes fewer days. With --output
    it writes the new roster as JSON. The status is 1 if a place is left empty.
    """
    problem = load_problem(problem_file)
    rows = load_rows(solution_file, problem)
    first, last = absence.first, absence.last or absence.first
    count = (last - first).days + 1
    if count < 1:
        raise click.UsageError(said("usage.last_day"))
    days = [first + timedelta(days=number) for number in range(count)]
    repair = repair_absence(problem, rows, absence.officer, days, settings=RepairSettings(decided=absence.decided))
    if output != STDOUT:
        write_output(output, json_text(repair.to_dict()))
    if as_json:
        print_json(repair.to_dict())
    else:
        _print(repair)
    return NO if repair.gaps else DONE


def _print(repair: Repair) -> None:
    rows = [
        (change.day, change.officer, change.before, change.after, "" if change.notice is None else change.notice)
        for change in repair.changes
    ]
    if rows:
        print_table(("day", "officer", "before", "after", "clear days of notice"), text_rows(rows))
    for gap in repair.gaps:
        values = {"day": gap.day, "role": gap.role, "shift": gap.shift}
        click.echo(said("repair.gap_of_role" if gap.role else "repair.gap", **values))
    changes = counted(len(repair.changes), "change")
    if repair.window is not None:
        first, last = repair.window
        click.echo(said("repair.proven_within", changes=changes, first=first, last=last))
    else:
        click.echo(said("repair.proven" if repair.proof else "repair.not_proven", changes=changes))
