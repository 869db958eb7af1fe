"""The explanation of a stage: the traces of its dates as text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from electsched.i18n.languages import words
from electsched.i18n.text import Text, long_date, minute_clock
from electsched.law.calendar import Skipped
from electsched.law.citation import Citation
from electsched.law.date_arithmetic import day_of, show
from electsched.law.rules.steps import (
    ChoiceStep,
    CountStep,
    HolidayStep,
    HourStep,
    MonthDayStep,
    RollStep,
    SystemDayStep,
    WeekdayStep,
    ZoneStep,
)
from electsched.law.rules.trace import AnchorStep, Covering, Decreed, FactStep, Given, Part, Reason, Ruled, Step, Value
from electsched.timeline.solving.limits import LimitCheck
from electsched.timeline.stage import Stage
from electsched.timeline.wording.range_text import ground_lines, lawful_days
from electsched.timeline.wording.rule_words import rule_in_words
from electsched.timeline.wording.step_words import nth_words, say, system_day_words
from electsched.values import checked_type

if TYPE_CHECKING:
    from electsched.timeline.bounds import StageBounds

__all__ = ["explain"]

_ORIGINS = {"official": "as_set", "computed": "by_law", "given": "given", "limit": "at_the_latest"}


def explain(
    stage: Stage,
    *,
    language: str = "en",
    bounds: StageBounds | None = None,
    names: Mapping[str, Text] = MappingProxyType({}),
) -> str:
    """Return the reasons of each date of a stage, as lines of text.

    The lines name the rule, its anchors with their reasons, the days left out and their holidays, the provision with
    its wording, and the source and the years of the holidays.

    Args:
        stage: The stage.
        language: The language of the lines.
        bounds: The bounds of the stage; the lines then name the provisions that set the range of a stage without a
            date.
        names: The names of all stages by key, for rules in words, which other languages than English have.

    Raises:
        UnknownNameError: The package has no words in that language.
        InputError: The stage is none, such as the key of one.
    """
    checked_type("stage", stage, Stage)
    return "\n".join(_Explainer(language, bounds, names).stage(stage))


class _Explainer:
    """Writes the lines in one language; the reason of an anchor is written once, at its first use."""

    def __init__(self, language: str, bounds: StageBounds | None, names: Mapping[str, Text]) -> None:
        self._language, self._bounds, self._names = language, bounds, names
        self._words = words(language)
        self._explained: set[tuple[str, Part, Value]] = set()

    def _word(self, key: str) -> str:
        return self._words[f"explanation.{key}"]

    def stage(self, stage: Stage) -> Iterator[str]:
        """Yield the lines of a stage."""
        yield f"{stage.name[self._language]} ({stage.key})"
        if stage.status == "not_held":
            yield f"  {self._word('not_held')}"
        elif stage.branch:
            yield f"  {self._words['calendar.contingency']} ({stage.branch})"
        if not stage.dated:
            yield from self._undated(stage)
        else:
            yield f"  {self._range(stage)}"
            if stage.status == "open":
                yield from self._ranges(stage)
            yield from self._parts(stage)
            for gap in stage.gaps:
                yield f"  {self._word('gap')}: {self._say(gap.day)}, {gap.name[self._language]}"
                yield from self._reason(gap.resolved.reason, 2)
        yield from self._changes(stage)
        for alternative in stage.alternatives:
            span = f"{self._say(alternative.start)} – {self._say(alternative.end)}"
            yield f"    {span} [{', '.join(alternative.sources)}] {alternative.note.in_words(self._language)}".rstrip()
        for check in stage.limits:
            yield from self._limit(check)
        if stage.note:
            yield f"  {self._word('note')}: {stage.note.in_words(self._language)}"

    def _undated(self, stage: Stage) -> Iterator[str]:
        if stage.alternatives:
            yield f"  {self._word('conflict')}"
            return
        rules = [rule for rule in stage.undated_rules if stage.effective.of(rule.part) is None]
        if lawful_days(stage.earliest, stage.latest, self._language):
            yield f"  {self._word('no_date_in_range')}: {lawful_days(stage.earliest, stage.latest, self._language)}"
            yield from ground_lines(self._bounds.end, self._language) if self._bounds else ()
        elif not stage.earliest_start and not stage.latest_start:
            yield f"  {self._word('no_date_by_rule' if rules else 'no_date')}"
        yield from self._range_of_start(stage)
        if stage.earliest_start or stage.latest_start:
            yield from ground_lines(self._bounds.start, self._language) if self._bounds else ()
        for rule in rules:
            if rule.rule:
                yield f"  {self._word(rule.part)}, {self._word('rule')}: {rule.rule}"
                yield from self._in_words(rule.rule, 2)
            if rule.law:
                yield from self._citation(rule.law, 2)
            yield f"    {self._word('missing_hour' if rule.hour else 'missing_date')}: {rule.anchor}"
        yield from self._parts(stage)

    def _ranges(self, stage: Stage) -> Iterator[str]:
        """Yield the range of the last day, and that of the first, if they are open."""
        if stage.open_part == "end":
            yield f"  {self._word('open')}: {lawful_days(stage.earliest, stage.latest, self._language)}"
        yield from self._range_of_start(stage)

    def _range_of_start(self, stage: Stage) -> Iterator[str]:
        if stage.earliest_start or stage.latest_start:
            days = lawful_days(stage.earliest_start, stage.latest_start, self._language)
            yield f"  {self._word('open_start')}: {days}"

    def _changes(self, stage: Stage) -> Iterator[str]:
        for change in stage.changes:
            day = f", {long_date(change.known, self._language)}" if change.known else ""
            cause = f" ({self._words[f'cause.{change.cause}']})" if change.cause else ""
            yield f"  {self._words[f'status.{change.status}']}: {change.by}{day}{cause}"
            if change.note:
                yield f"    {self._word('note')}: {change.note.in_words(self._language)}"
        if stage.planned:
            days = dict.fromkeys(self._say(value) for value in stage.planned)
            yield f"  {self._words['status.planned']}: {' – '.join(days)}"

    def _range(self, stage: Stage) -> str:
        first, last = stage.opens or stage.start, stage.closes or stage.end
        if first == last:
            return self._say(first)
        length = self._word("one_day") if stage.days == 1 else self._word("length").format(days=stage.days)
        return f"{self._say(first)} – {self._say(last)} ({length})"

    def _parts(self, stage: Stage) -> Iterator[str]:
        one_day = stage.computed.first == stage.computed.last and stage.effective.first == stage.effective.last
        parts: tuple[Part, ...] = ("end",) if one_day else ("start", "end")
        for part in parts:
            label = self._word("day" if one_day else part)
            computed, effective = stage.computed.of(part), stage.effective.of(part)
            if computed is not None:
                yield f"  {label}, {self._word('by_law')}: {self._say(computed.value)}"
                yield from self._reason(computed.reason, 2)
            if effective is not None and (computed is None or effective.origin != "computed"):
                if computed is not None and computed.reason == effective.reason:
                    continue
                origin = self._word(_ORIGINS[effective.origin])
                yield f"  {label}, {origin}: {self._say(effective.value)}"
                yield from self._reason(effective.reason, 2)

    def _limit(self, check: LimitCheck) -> Iterator[str]:
        verdict = "" if check.kept is None else f" – {self._word('kept' if check.kept else 'broken')}"
        spans = [(first,) if first == last else (first, last) for first, last in check.ranges]
        spans += [(check.bound,)] if check.bound else []
        days = ", ".join(" – ".join(self._say(end.value) for end in span) for span in spans)
        yield f"  {self._word('limit')}: {check.limit.rule}{f' ({days})' if days else ''}{verdict}"
        yield from self._in_words(check.limit.rule, 2, is_limit=True)
        yield from self._citation(check.limit.law, 2)
        for end in (end for span in spans for end in span):
            for step in end.reason.steps if isinstance(end.reason, Ruled) else ():
                yield from self._step(step, 2)

    # --- reasons ---

    def _reason(self, reason: Reason, depth: int) -> Iterator[str]:
        pad = "  " * depth
        match reason:
            case Ruled():
                yield f"{pad}{self._word('limit' if reason.limit else 'rule')}: {reason.rule}"
                yield from self._in_words(reason.rule, depth, is_limit=reason.limit)
                yield from self._citation(reason.law, depth)
                for step in reason.steps:
                    yield from self._step(step, depth)
            case Covering():
                which = "earliest" if reason.chosen.part == "start" else "latest"
                names = ", ".join(member.key for member in reason.members)
                yield f"{pad}{self._word('covering').format(which=self._word(which))}: {names}"
                for member in reason.members:
                    yield from self._step(member, depth)
            case Decreed():
                yield f"{pad}{self._decree(reason)}"
            case Given():
                yield f"{pad}{self._word('given')}"

    def _decree(self, reason: Decreed) -> str:
        decree = self._word("decreed")
        if reason.by:
            decree += f", {self._word('by')} {reason.by}"
        if reason.sources:
            titles = "; ".join(source.in_words(self._language) for source in reason.sources)
            decree += f" ({self._word('source')}: {titles})"
        return decree

    def _in_words(self, rule: str, depth: int, *, is_limit: bool = False) -> Iterator[str]:
        if phrase := rule_in_words(rule, self._names, self._language, is_limit=is_limit):
            yield f"{'  ' * depth}{self._word('in_words')}: {phrase}"

    def _citation(self, law: Citation, depth: int) -> Iterator[str]:
        pad = "  " * depth
        yield f"{pad}{self._word('provision')}: {law.in_words(self._language)} {law.url}".rstrip()
        if law.overlay:
            yield f"{pad}({self._word('overlay')} {law.overlay})"
        if law.confidence == "M":
            yield f"{pad}({self._word('unconfirmed')})"
        if law.text:
            yield f"{pad}{self._word('wording')}: «{law.text}»"
        if law.note:
            yield f"{pad}{self._word('note')}: {law.note.in_words(self._language)}"

    # --- steps ---

    def _step(self, step: Step, depth: int) -> Iterator[str]:
        pad = "  " * depth
        match step:
            case AnchorStep():
                is_year = isinstance(step.resolved.reason, Given) and step.resolved.reason.year
                key = step.key if is_year else f"{step.key}.{step.part}"
                yield f"{pad}{key} = {step.resolved.day.year if is_year else self._say(step.resolved.value)}"
                yield from self._anchor(step, depth + 1)
            case CountStep():
                yield from self._count(step, pad)
            case RollStep():
                yield from self._roll(step, pad)
            case FactStep():
                yield from self._fact(step, depth)
            case WeekdayStep() | MonthDayStep() | HolidayStep():
                yield from self._calendar_day(step, pad)
            case SystemDayStep():
                yield f"{pad}{system_day_words(step, self._language)}"
            case HourStep():
                clock = minute_clock(step.value.minutes, self._language)
                yield f"{pad}{self._word('clock')} {clock}: {self._say(step.value)}"
            case ZoneStep():
                start = f"{self._say(step.start)} ({step.zone})"
                yield f"{pad}{self._word('zone').format(moment=start, local=self._say(step.end))}"
            case ChoiceStep():
                values = ", ".join(self._say(value) for value in step.values)
                yield f"{pad}{self._word(step.which)} ({values}): {self._say(step.value)}"

    def _anchor(self, step: AnchorStep, depth: int) -> Iterator[str]:
        anchor = (step.key, step.part, step.resolved.value)
        if anchor not in self._explained:
            self._explained.add(anchor)
            yield from self._reason(step.resolved.reason, depth)

    def _roll(self, step: RollStep, pad: str) -> Iterator[str]:
        if step.start == step.end:
            yield f"{pad}{self._word('stays').format(day=self._say(step.end))}"
            yield from self._holidays(step, pad)
            return
        yield f"{pad}{self._word(step.direction).format(start=self._say(step.start), end=self._say(step.end))}"
        yield from self._skipped(step.skipped, pad)
        yield f"{pad}  {self._word('holidays')} {step.source}, {_years(step)}"
        yield from self._holidays(step, pad)

    def _fact(self, step: FactStep, depth: int) -> Iterator[str]:
        pad = "  " * depth
        test = f"{self._word('fact_given')}: {step.test}" if step.is_given else step.test
        yield f"{pad}{step.name[self._language]}: {self._word(step.value)} ({test})"
        if step.law:
            yield from self._citation(step.law, depth + 1)
        for tested in step.steps:
            yield from self._step(tested, depth + 1)

    def _calendar_day(self, step: WeekdayStep | MonthDayStep | HolidayStep, pad: str) -> Iterator[str]:
        words = nth_words(step, self._language) if isinstance(step, WeekdayStep) else ""
        if not isinstance(step, WeekdayStep):
            words = self._word("year_of").format(day=self._say(step.start))
        if isinstance(step, HolidayStep):
            words = f"{step.name[self._language]}, {words}"
        yield f"{pad}{words}: {self._say(step.end)}"
        if isinstance(step, HolidayStep) and step.source:
            yield f"{pad}  {self._word('holidays')} {step.source}, {step.end.year}"
            yield from self._holidays(step, pad)

    def _skipped(self, days: tuple[Skipped, ...], pad: str) -> Iterator[str]:
        for run in _runs(days):
            ends = sorted({run[0].day, run[-1].day})  # a count backwards meets the last day first
            span = " – ".join(map(show, ends))
            yield f"{pad}  {self._word('skipped')}: {span} {run[0].reason[self._language]}"

    def _count(self, step: CountStep, pad: str) -> Iterator[str]:
        key = step.unit.replace(" ", "_")
        count = self._words[f"counted.{key}"].format(count=abs(step.amount))
        counting = ""
        if step.unit in {"day", "working day"}:
            counting = f" ({self._word('clear' if step.clear else 'inclusive' if step.inclusive else 'day_0')})"
        sign = "-" if step.amount < 0 else "+"
        yield f"{pad}{self._say(step.start)} {sign} {count} = {self._say(step.end)}{counting}"
        yield from self._skipped(step.skipped, pad)
        if step.source:
            yield f"{pad}  {self._word('holidays')} {step.source}, {_years(step)}"
        yield from self._holidays(step, pad)

    def _holidays(self, step: CountStep | RollStep | HolidayStep, pad: str) -> Iterator[str]:
        if step.holidays != "known":
            yield f"{pad}  {self._word('provisional')}; {self._word(step.holidays)}"

    def _say(self, value: Value) -> str:
        return say(value, self._language)


def _years(step: CountStep | RollStep) -> str:
    first, last = sorted((day_of(step.start).year, day_of(step.end).year))
    return str(first) if first == last else f"{first}-{last}"


def _runs(days: tuple[Skipped, ...]) -> Iterator[list[Skipped]]:
    """Yield runs of consecutive days that are left out for the same reason."""
    run: list[Skipped] = []
    for skipped in days:
        if run and (skipped.reason != run[-1].reason or abs((skipped.day - run[-1].day).days) != 1):
            yield run
            run = []
        run.append(skipped)
    if run:
        yield run
