"""The answer of the command that repairs a roster: who changes, the records that lead there, and the proof."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import attrs
import click

from electsched.cli.changes.record_file import record_text
from electsched.cli.language.lines import print_line
from electsched.cli.output import print_table, text_rows
from electsched.operation.plan import Plan
from electsched.operation.shifts import OFF
from electsched.roster.assignment.repair.loads import (
    CRITERIA,
    LoadChange,
    LoadSpread,
    load_changes,
    load_spreads,
)
from electsched.roster.duty import Roster
from electsched.roster.findings import RosterFinding
from electsched.roster.repair.plan_repair import PlanRepair

__all__ = ["RepairAnswer", "answer_data", "print_answer"]


@attrs.frozen
class RepairAnswer:
    """A repair with the records that lead to it.

    Attributes:
        repair: The repair.
        plan: The plan with the records.
        roster: The roster with the records.
        records: The records, each with its list and its keys.
        findings: The findings of the check that there were not before.
        begun: The duties of each absence that have begun, and stay; by the key of the member.
    """

    repair: PlanRepair
    plan: Plan
    roster: Roster
    records: tuple[tuple[str, dict[str, Any]], ...]
    findings: tuple[RosterFinding, ...]
    begun: tuple[tuple[str, int], ...]

    @property
    def loads(self) -> list[tuple[tuple[LoadChange, ...], tuple[LoadSpread, ...]]]:
        """The totals of the people of each group of units, and the spreads."""
        groups = []
        for unit, repair in self.repair.repairs:
            problem = unit.case.problem
            loads = load_changes(problem, unit.case.published, repair.rows)
            groups.append((loads, load_spreads(problem, loads)))
        return groups


def answer_data(result: RepairAnswer, written: str | None) -> dict[str, Any]:
    """Return a repair as plain data; ``written`` is the file to which its records were added."""
    repair = result.repair
    return {
        "records": [{"record": kind, **_plain(keys)} for kind, keys in result.records],
        "changes": [change.to_dict() for change in repair.changes],
        "gaps": [_gap(gap.day, gap.shift, gap.role) for gap in repair.empty_places],
        "proof": repair.proof,
        "windows": [[day.isoformat() for day in unit.window] for _, unit in repair.repairs if unit.window],
        "relaxed": repair.relaxed,
        "findings": [finding.to_dict() for finding in result.findings],
        "loads": [load.to_dict() for loads, _ in result.loads for load in loads],
        "spreads": [[spread.to_dict() for spread in spreads] for _, spreads in result.loads],
        "written": written,
    }


def _plain(keys: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in keys.items()}


def _gap(day: date, shift: str, role: str) -> dict[str, str]:
    return {"day": day.isoformat(), "duty": shift, "role": role}


def print_answer(result: RepairAnswer, phrases: Mapping[str, str], language: str) -> None:
    """Print the records, the changes, the totals, the gaps and the proof of a repair."""
    repair = result.repair
    for member, count in result.begun:
        print_line(phrases["plan_repair.begun"].format(member=member, count=count))
    for kind, keys in result.records:
        click.echo(record_text(kind, keys))
    if any(not {"by", "reason"} <= keys.keys() for _, keys in result.records):
        print_line(phrases["plan_repair.needs_decision"])
    if not repair.changes:
        click.echo(phrases["change.no_duty"])
    else:
        _print_changes(result, language)
        _print_loads(result, phrases, language)
    for gap in repair.empty_places:
        sentence = phrases["plan_repair.gap_with_role"] if gap.role else phrases["plan_repair.gap"]
        print_line(sentence.format(day=gap.day, duty=gap.shift, role=gap.role))
    others = sum(not change.absent for change in repair.changes)
    click.echo(phrases["plan_repair.sums"].format(changes=others, gaps=repair.gaps))
    print_line(_proof(repair, phrases))
    if repair.relaxed:
        print_line(phrases["plan_repair.relaxed"])
    if result.roster.duties != repair.roster.duties:
        print_line(phrases["plan_repair.differs"])
    for finding in result.findings:
        print_line(finding.to_text(language))


def _print_changes(result: RepairAnswer, language: str) -> None:
    """Print the days that change; without the line of a post that has one, and the class of notice if there is any."""
    changes = result.repair.changes
    lines: dict[tuple[str, str], set[str]] = {}
    names = [name for change in changes for name in (change.before, change.after) if name]
    for post, line, shift in [(duty.post, duty.line, duty.shift) for duty in result.roster] + [
        _parts(name) for name in names
    ]:
        lines.setdefault((post, shift), set()).add(line)

    def shown(name: str) -> str:
        if not name:
            return OFF
        post, _, shift = _parts(name)
        return f"{post}/{shift}" if len(lines[post, shift]) == 1 else name

    rows: list[tuple[object, ...]] = [
        (
            change.day,
            change.member,
            shown(change.before),
            shown(change.after),
            "" if change.clear_days is None else change.clear_days,
            change.notice.name[language] if change.notice else "",
        )
        for change in changes
    ]
    head: tuple[str, ...] = ("day", "who", "before", "after", "clear days of notice", "notice")
    if not any(change.notice for change in changes):
        head, rows = head[:-1], [row[:-1] for row in rows]
    print_table(head, text_rows(rows), language=language)


def _parts(name: str) -> tuple[str, str, str]:
    post, line, shift = name.split("/")
    return post, line, shift


def _print_loads(result: RepairAnswer, phrases: Mapping[str, str], language: str) -> None:
    """Print the totals of those whose totals change, and the spreads of their units."""
    for loads, spreads in result.loads:
        concerned = [load for load in loads if load.before != load.after]
        rows = [
            (load.officer, *_pairs((load.before[name], load.after[name]) for name in CRITERIA)) for load in concerned
        ]
        limits = [(spread.before, spread.after, spread.bound) for spread in spreads]
        rows.append((phrases["plan_repair.spread"], *_pairs((old, new) for old, new, _ in limits)))
        rows.append((phrases["plan_repair.bound"], *("" if bound is None else f"{bound:g}" for _, _, bound in limits)))
        head = ("who", "duties", "hours", "nights", "weekend duties")
        print_table(head, text_rows(rows), language=language)


def _pairs(values: Iterable[tuple[float, float]]) -> list[str]:
    return [f"{old:g} → {new:g}" if old != new else f"{new:g}" for old, new in values]


def _proof(repair: PlanRepair, phrases: Mapping[str, str]) -> str:
    windows: Sequence[tuple[date, date]] = [unit.window for _, unit in repair.repairs if unit.window is not None]
    if repair.proof == "window":
        first, last = min(window[0] for window in windows), max(window[1] for window in windows)
        return phrases["plan_repair.window"].format(first=first, last=last)
    return phrases["plan_repair.least"] if repair.proof else phrases["plan_repair.unproven"]
