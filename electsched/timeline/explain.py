"""A trace as text: why a date is what it is, in Indonesian or English."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from electsched.i18n.reasons import WORDS
from electsched.i18n.text import long_date
from electsched.law.date_arithmetic import Moment, Skipped, day_of, show
from electsched.law.trace import (
    AnchorStep,
    ChoiceStep,
    Citation,
    CountStep,
    Decreed,
    Given,
    HourStep,
    Hulled,
    MonthDayStep,
    Part,
    Reason,
    RollStep,
    Ruled,
    Step,
    Value,
    WeekdayStep,
    ZoneStep,
)
from electsched.timeline.limits import KeptLimit
from electsched.timeline.stage import Stage
from electsched.timeline.status import CAUSES

__all__ = ["explain", "say"]

_LEADS = {"official": "as set", "computed": "by law", "given": "given", "limit": "at the latest"}
_UNITS = {
    "hour": "hours",
    "day": "plain days",
    "working day": "working days",
    "week": "weeks",
    "month": "months",
    "year": "years",
}


def say(value: Value, language: str) -> str:
    """Return a day or a moment in words, with 24:00 kept."""
    words = long_date(day_of(value), language)
    return f"{words} {value.clock}" if isinstance(value, Moment) else words


def explain(stage: Stage, *, language: str = "en") -> str:
    """Return why each date of the stage is what it is, as lines of text.

    It names the rule, each anchor with its own reason, each day skipped and why, the provision with its wording
    where known, and the source and years of the holidays. Languages other than Indonesian are written as English.
    """
    tongue = "id" if language == "id" else "en"
    return "\n".join(_Teller(tongue).stage(stage))


class _Teller:
    """Writes reasons in one language; a reason told once is only named after that."""

    def __init__(self, language: str) -> None:
        self._language = language
        self._words = WORDS[language]
        self._told: set[tuple[str, Part, Value]] = set()

    def stage(self, stage: Stage) -> Iterator[str]:
        """Yield the lines on the stage."""
        yield f"{stage.name[self._language]} ({stage.key})"
        if stage.status == "not_held":
            yield f"  {self._words['not held']}"
        if not stage.dated:
            yield f"  {self._words['conflict' if stage.alternatives else 'no date']}"
        else:
            yield f"  {self._range(stage)}"
            yield from self._parts(stage)
        yield from self._changes(stage)
        for item in stage.alternatives:
            span = f"{self._say(item.start)} – {self._say(item.end)}"
            yield f"    {span} [{', '.join(item.sources)}] {item.note}".rstrip()
        for kept in stage.limits:
            yield from self._limit(kept)
        if stage.note:
            yield f"  {self._words['note']}: {stage.note}"

    def _changes(self, stage: Stage) -> Iterator[str]:
        for change in stage.changes:
            known = f", {long_date(change.known, self._language)}" if change.known else ""
            cause = f" ({CAUSES[change.cause][self._language]})" if change.cause else ""
            yield f"  {self._words[change.status]}: {change.by}{known}{cause}"
            if change.note:
                yield f"    {self._words['note']}: {change.note}"
        if stage.planned:
            shown = dict.fromkeys(self._say(value) for value in stage.planned)
            yield f"  {self._words['planned']}: {' – '.join(shown)}"

    def _range(self, stage: Stage) -> str:
        first, last = stage.opens or stage.start, stage.closes or stage.end
        if first == last:
            return self._say(first)
        length = self._words["days"].format(n=stage.days)
        return f"{self._say(first)} – {self._say(last)} ({length})"

    def _parts(self, stage: Stage) -> Iterator[str]:
        one = stage.computed.first == stage.computed.last and stage.effective.first == stage.effective.last
        parts: tuple[Part, ...] = ("end",) if one else ("start", "end")
        for part in parts:
            named = self._words["day" if one else part]
            computed, holds = stage.computed.of(part), stage.effective.of(part)
            if computed is not None:
                yield f"  {named}, {self._words['by law']}: {self._say(computed.value)}"
                yield from self._reason(computed.reason, 2)
            if holds is not None and (computed is None or holds.origin != "computed"):
                if computed is not None and computed.reason == holds.reason:
                    continue
                lead = _LEADS[holds.origin]
                yield f"  {named}, {self._words[lead]}: {self._say(holds.value)}"
                yield from self._reason(holds.reason, 2)

    def _limit(self, kept: KeptLimit) -> Iterator[str]:
        verdict = "" if kept.kept is None else f" – {self._words['kept' if kept.kept else 'broken']}"
        bound = f" ({self._say(kept.bound.value)})" if kept.bound else ""
        yield f"  {self._words['limit']}: {kept.limit.rule}{bound}{verdict}"
        yield from self._citation(kept.limit.law, 2)
        if kept.bound and isinstance(kept.bound.reason, Ruled):
            for step in kept.bound.reason.steps:
                yield from self._step(step, 2)

    # --- reasons ---

    def _reason(self, reason: Reason, depth: int) -> Iterator[str]:
        pad = "  " * depth
        match reason:
            case Ruled():
                yield f"{pad}{self._words['limit' if reason.limit else 'rule']}: {reason.rule}"
                yield from self._citation(reason.law, depth)
                for step in reason.steps:
                    yield from self._step(step, depth)
            case Hulled():
                which = "earliest" if reason.chosen.part == "start" else "latest"
                names = ", ".join(member.key for member in reason.members)
                yield f"{pad}{self._words['hull'].format(which=self._words[which])}: {names}"
                for member in reason.members:
                    yield from self._step(member, depth)
            case Decreed():
                yield f"{pad}{self._decree(reason)}"
            case Given():
                yield f"{pad}{self._words['given']}"

    def _decree(self, reason: Decreed) -> str:
        words = self._words["decreed"]
        if reason.by:
            words += f", {self._words['by']} {reason.by}"
        if reason.sources:
            titles = "; ".join(f"{source.title} {source.url}".rstrip() for source in reason.sources)
            words += f" ({self._words['source']}: {titles})"
        return words

    def _citation(self, law: Citation, depth: int) -> Iterator[str]:
        pad = "  " * depth
        yield f"{pad}{self._words['provision']}: {law} {law.url}".rstrip()
        if law.confidence == "M":
            yield f"{pad}({self._words['unconfirmed']})"
        if law.text:
            yield f"{pad}{self._words['wording']}: «{law.text}»"
        if law.note:
            yield f"{pad}{self._words['note']}: {law.note}"

    # --- steps ---

    def _step(self, step: Step, depth: int) -> Iterator[str]:
        pad = "  " * depth
        match step:
            case AnchorStep():
                yield f"{pad}{step.key}.{step.part} = {self._say(step.found.value)}"
                yield from self._anchor(step, depth + 1)
            case CountStep():
                yield from self._count(step, pad)
            case RollStep():
                yield from self._rolled(step, pad)
            case WeekdayStep():
                yield f"{pad}{self._nth(step)}: {self._say(step.end)}"
            case MonthDayStep():
                yield f"{pad}{self._words['year of'].format(day=self._say(step.start))}: {self._say(step.end)}"
            case HourStep():
                yield f"{pad}{self._words['hour']} {step.value.clock}: {self._say(step.value)}"
            case ZoneStep():
                shown = f"{self._say(step.start)} ({step.zone})"
                yield f"{pad}{self._words['zone'].format(there=shown, here=self._say(step.end))}"
            case ChoiceStep():
                values = ", ".join(self._say(value) for value in step.values)
                yield f"{pad}{self._words[step.which]} ({values}): {self._say(step.value)}"

    def _anchor(self, step: AnchorStep, depth: int) -> Iterator[str]:
        told = (step.key, step.part, step.found.value)
        if told not in self._told:
            self._told.add(told)
            yield from self._reason(step.found.reason, depth)

    def _rolled(self, step: RollStep, pad: str) -> Iterator[str]:
        if step.start == step.end:
            yield f"{pad}{self._words['stays'].format(day=self._say(step.end))}"
            return
        yield f"{pad}{self._words[step.direction].format(start=self._say(step.start), end=self._say(step.end))}"
        yield from self._skipped(step.skipped, pad)
        yield f"{pad}  {self._words['holidays']} {step.source}, {_years(step)}"

    def _nth(self, step: WeekdayStep) -> str:
        # 1 January 2024 was a Monday; the words for days and months are those of the long form of a date.
        weekday = long_date(date(2024, 1, step.weekday), self._language, weekday=True).partition(",")[0]
        if step.month:
            shape = self._words["nth of" if step.ordinal > 0 else "last of"]
            month = long_date(date(day_of(step.start).year, step.month, 1), self._language).partition(" ")[2]
            return shape.format(ordinal=step.ordinal, weekday=weekday, month=month)
        relation = self._words[f"weekday {step.relation}"]
        return f"{self._words['nth'].format(ordinal=step.ordinal, weekday=weekday)} {relation} {self._say(step.start)}"

    def _skipped(self, days: tuple[Skipped, ...], pad: str) -> Iterator[str]:
        for run in _runs(days):
            shown = " – ".join(dict.fromkeys(show(item.day) for item in (run[0], run[-1])))
            yield f"{pad}  {self._words['skipped']}: {shown} {run[0].reason[self._language]}"

    def _count(self, step: CountStep, pad: str) -> Iterator[str]:
        unit = self._words[_UNITS[step.unit]]
        way = ""
        if step.unit in {"day", "working day"}:
            way = f" ({self._words['clear' if step.clear else 'inclusive' if step.inclusive else 'day 0']})"
        sign = "-" if step.amount < 0 else "+"
        if self._language == "en" and abs(step.amount) == 1:
            unit = unit.removesuffix("s")
        yield f"{pad}{self._say(step.start)} {sign} {abs(step.amount)} {unit} = {self._say(step.end)}{way}"
        yield from self._skipped(step.skipped, pad)
        if step.source:
            yield f"{pad}  {self._words['holidays']} {step.source}, {_years(step)}"
        if step.provisional:
            yield f"{pad}  {self._words['provisional']}"

    def _say(self, value: Value) -> str:
        return say(value, self._language)


def _years(step: CountStep | RollStep) -> str:
    first, last = sorted((day_of(step.start).year, day_of(step.end).year))
    return str(first) if first == last else f"{first}-{last}"


def _runs(skipped: tuple[Skipped, ...]) -> Iterator[list[Skipped]]:
    """Yield the skipped days in runs of one reason on days that follow each other."""
    run: list[Skipped] = []
    for item in skipped:
        if run and (item.reason != run[-1].reason or abs((item.day - run[-1].day).days) != 1):
            yield run
            run = []
        run.append(item)
    if run:
        yield run
