"""The command that repairs the roster of a plan: what would change for whom, and the records that lead there."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import attrs
import click

import electsched
from electsched.cli.changes.record_file import add_records, record_path
from electsched.cli.files import STDOUT, write_output
from electsched.cli.language.asked import added_languages
from electsched.cli.language.commands import Command
from electsched.cli.language.types import TranslatedChoice
from electsched.cli.naming.repair_answer import RepairAnswer, answer_data, print_answer
from electsched.cli.naming.tables import write_table
from electsched.cli.options import Answer, answer_options, day, gathered, history_option, moment, output_path
from electsched.cli.output import DONE, NO, print_json
from electsched.cli.published import PublishedSite
from electsched.i18n.languages import words
from electsched.loaders.plan import load_changed_plan
from electsched.loaders.plan_files.earlier_roster import load_earlier_duties
from electsched.loaders.plan_files.given_roster import given_roster
from electsched.loaders.plan_files.held_roster import load_held_roster
from electsched.operation.changes import ABSENCE_KINDS, Absence, Substitution
from electsched.operation.plan import Plan
from electsched.publishing.records import site_record
from electsched.roster.assignment.repair.load_picture import load_change_svg
from electsched.roster.assignment.repair.loads import (
    load_table,
)
from electsched.roster.check import check_roster
from electsched.roster.duty import Roster
from electsched.roster.index import RosterIndex
from electsched.roster.past.continuation import continue_given
from electsched.roster.repair.begun import open_absence
from electsched.roster.repair.plan_repair import repair_plan
from electsched.roster.repair.proposals import proposed_records, record_keys
from electsched.roster.repair.request import RepairRequest
from electsched.roster.sheets.grid import duty_grid
from electsched.timespan import local_moment

__all__ = ["repair_command"]


@attrs.frozen
class _Base:
    """The options that say which roster holds, and what of it has begun."""

    plan_file: Path
    members: str | None
    roster_file: str | None
    history: str | None
    site: str | None
    at: datetime | None

    @property
    def now(self) -> datetime | None:
        """The moment up to which duties have begun; None if nothing was published and no moment is given."""
        return self.at or (datetime.now(UTC) if self.site else None)

    def roster(self, plan: Plan) -> Roster:
        """Return the roster that holds: that of the file, or of the plan; what has begun is that of the site."""
        roster = given_roster(plan, self.roster_file, read=load_held_roster)
        if roster is None:
            return PublishedSite(self.site, self.now or datetime.now(UTC)).continuation(plan)[1].roster
        if self.site is None or self.now is None:
            return roster
        return continue_given(roster, plan, site_record(self.site, plan), self.now).roster


@attrs.frozen
class _Decision:
    """The options of the decision."""

    absent: tuple[tuple[str, date, date], ...]
    kind: str
    despite_embargo: bool
    by: str | None
    reason: str | None
    decided: date | None

    def records(self) -> list[dict[str, Any]]:
        """Return the records of the absences; without a role or a reason they cannot be written."""
        despite = {"despite_embargo": True} if self.despite_embargo else {}
        keys = [
            {"member": key, "start": first, "end": last, "kind": self.kind, **despite}
            for key, first, last in self.absent
        ]
        return [{**absence, **self.keys()} for absence in keys]

    def begun(self, plan: Plan) -> datetime | None:
        """Return the moment at which the day of the decision begins; None if no day is given."""
        return None if self.decided is None else local_moment(self.decided, 0, plan.zone)

    def keys(self) -> dict[str, Any]:
        """Return the keys of the decision that are given."""
        decided = self.decided or date.today()  # noqa: DTZ011  # the day of the planner
        stated = {"by": self.by, "decided": decided, "reason": self.reason}
        return {name: value for name, value in stated.items() if value is not None}


@attrs.frozen
class _Outputs:
    """The options on what is written."""

    output: str
    loads: str | None
    picture: str | None
    write: bool


@click.command("repair", cls=Command)
@click.argument("plan_file", metavar="PLAN", type=click.Path(path_type=Path))
@click.option("--members", metavar="FILE", help="A list of the people of the teams.")
@click.option("--roster", "roster_file", metavar="FILE", help="The roster by name that holds, as a grid (CSV or XLSX).")
@history_option
@click.option("--site", metavar="SITE", help="Keep the duties that have begun as this site has them.")
@click.option("--at", type=moment, metavar="TIME", help="Keep the duties that have begun at this time, with an offset.")
@click.option(
    "--absent",
    type=(str, day, day),
    multiple=True,
    metavar="KEY FROM TO",
    help="A member who is absent, and the first and the last day; may be repeated.",
)
@click.option(
    "--kind", type=TranslatedChoice(ABSENCE_KINDS), default="sick", show_default=True, help="The kind of the absence."
)
@click.option("--despite-embargo", is_flag=True, help="Grant leave under a leave embargo.")
@click.option("--by", metavar="ROLE", help="The command role that decided it.")
@click.option("--reason", metavar="TEXT", help="The reason; it is in no calendar.")
@click.option(
    "--decided",
    type=day,
    metavar="DAY",
    help="The day of the decision; today by default. Duties before a given day stay, as those before --at.",
)
@click.option(
    "--loads", type=output_path, metavar="FILE", help="Write the totals of each person before and after (CSV or XLSX)."
)
@click.option(
    "--picture",
    type=output_path,
    metavar="FILE",
    help="Draw the totals of each person before and after (SVG).",
)
@click.option(
    "--output",
    type=output_path,
    default=STDOUT,
    metavar="FILE",
    help="Write the repaired roster as a grid (CSV or XLSX).",
)
@click.option("--write", is_flag=True, help="Add the records to the plan.")
@answer_options
@gathered("base", _Base)
@gathered("decision", _Decision)
@gathered("outputs", _Outputs)
def repair_command(*, base: _Base, decision: _Decision, outputs: _Outputs, answer: Answer) -> int:
    """Fill the places of absent people, and those of a changed plan.

    The roster changes as little as possible: what has begun stays; then fewest places are empty, then fewest days of
    others change, then the duties are fair. It shows who changes, with the notice in clear days, and the records that
    would be added to the plan; --write adds them. With --roster, or if the plan names a roster, it repairs that one:
    give --output for the new one. The status is 1 if a place stays empty.
    """
    phrases = words(answer.language)
    if outputs.write and not (decision.by and decision.reason):
        raise click.UsageError(phrases["plan_repair.needs_decision"])
    needs_output = outputs.write and outputs.output == STDOUT
    if needs_output and base.roster_file is not None:
        raise click.UsageError(phrases["plan_repair.needs_output"])
    path = record_path(base.plan_file)
    read = path.read_bytes() if path.exists() else b""
    result = _repaired(base, decision)
    if needs_output and result.plan.roster_file:
        raise click.UsageError(phrases["plan_repair.needs_output"])
    _write(result, outputs, answer.language)
    interrupted = any(repair.interrupted for _, repair in result.repair.repairs)
    written = outputs.write and bool(result.records) and not interrupted
    if written:
        add_records(path, result.records, read=read)
    if answer.as_json:
        print_json(answer_data(result, str(path) if written else None))
    else:
        print_answer(result, phrases, answer.language)
        if interrupted:
            click.echo(phrases["plan_repair.interrupted"])
        if written:
            click.echo(phrases["plan_repair.written"].format(path=path, count=len(result.records)))
    return NO if result.repair.gaps else DONE


def _repaired(base: _Base, decision: _Decision) -> RepairAnswer:
    plan = electsched.load_plan(base.plan_file, members=base.members, languages=added_languages())
    roster = base.roster(plan)
    now = base.now or decision.begun(plan)
    by, reason = decision.by or _any_role(plan), decision.reason or "-"
    absences: list[Absence] = []
    begun_counts: list[tuple[str, int]] = []
    for record in decision.records():
        complete = {**record, "by": by, "reason": reason}
        plan_with_absence = load_changed_plan(
            base.plan_file, "absence", complete, members=base.members, languages=added_languages()
        )
        ahead = open_absence(plan_with_absence.absences[-1], plan, roster, now)
        absences += [ahead.absence] if ahead.absence else []
        begun_counts += [(record["member"], ahead.begun)] if ahead.begun else []
    changed = attrs.evolve(plan, absences=(*plan.absences, *absences))
    decided = decision.keys()["decided"]
    is_by_name = bool(base.roster_file or plan.roster_file)
    history = () if base.history is None else load_earlier_duties(base.history, plan)
    request = RepairRequest(at=now, decided=decided, open_teams=is_by_name, history=history)
    repair = repair_plan(changed, roster, request)
    substitutions: tuple[Substitution, ...] = ()
    built = repair.roster
    if not is_by_name:  # a roster by name is its own file, and members are not of the teams of their duties
        shared = Substitution(member="", substitute="", start=decided, by=by, decided=decided, reason=reason)
        substitutions, built = proposed_records(changed, roster, repair.roster, shared, base.roster)
    repaired_plan = attrs.evolve(changed, substitutions=(*changed.substitutions, *substitutions))
    old_findings = {attrs.evolve(finding, change="") for finding in check_roster(roster, plan, history=history)}
    findings = [
        finding
        for finding in check_roster(built, repaired_plan, history=history)
        if attrs.evolve(finding, change="") not in old_findings
    ]
    records = [("absence", record_keys(entry)) for entry in absences]
    records += [("substitution", record_keys(entry)) for entry in substitutions]
    stated = {name: value for name, value in (("by", decision.by), ("reason", decision.reason)) if value is None}
    shown_records = [(kind, {key: value for key, value in keys.items() if key not in stated}) for kind, keys in records]
    return RepairAnswer(repair, repaired_plan, built, tuple(shown_records), tuple(findings), tuple(begun_counts))


def _any_role(plan: Plan) -> str:
    """Return a role that can decide, for a repair that is shown alone."""
    return plan.operation.command[0].key if plan.operation.command else "-"


def _write(result: RepairAnswer, outputs: _Outputs, language: str) -> None:
    if outputs.output != STDOUT:
        grid = duty_grid(RosterIndex(result.plan, result.roster), result.roster.duties, language)
        write_table(outputs.output, grid)
    if outputs.loads:
        loads = (load for of_unit, _ in result.loads for load in of_unit)
        write_table(outputs.loads, load_table(loads, language))
    if outputs.picture:
        write_output(outputs.picture, load_change_svg(result.loads, language))
