"""Commands on laws and the timelines of elections."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

import click

import electsched
from electsched.cli.language.commands import Command
from electsched.cli.language.lines import print_line
from electsched.cli.options import Answer, answer_options, assumption_options, calendar_options, subject_argument
from electsched.cli.output import DONE, NO, print_json, print_table
from electsched.errors import Fault, InputError
from electsched.i18n.languages import words
from electsched.law.statute import Facts, Statute
from electsched.loaders.laws import load_law
from electsched.loaders.plan_election import is_plan, load_timeline
from electsched.phrases import phrase
from electsched.timeline.assumptions import Assumptions
from electsched.timeline.audit import AuditLine
from electsched.timeline.bounds import Bound, Bounds
from electsched.timeline.bounds import bounds as bounds_of_law
from electsched.timeline.election import Election
from electsched.timeline.stage import Stage
from electsched.timeline.timeline import Timeline

__all__ = ["audit", "bounds", "timeline"]


@click.command(cls=Command)
@subject_argument
@assumption_options
@answer_options
def timeline(*, subject: str, assumptions: Assumptions, answer: Answer) -> None:
    """List the stages of an election with their dates.

    SUBJECT is an election or statute, such as id/general-2024, or a TOML file of one, or of a plan.
    """
    dated = load_timeline(subject, assumptions)
    if answer.as_json:
        print_json(dated.to_dict())
    elif dated.dated:
        _print_timeline(dated, answer.language)
    else:
        print_line(words(answer.language)["law.no_date"])


def _print_timeline(timeline: Timeline, language: str) -> None:
    phrases = words(language)
    rows = [
        (stage.key, stage.name[language], *_first_and_last(stage, phrases), stage.status) for stage in timeline.dated
    ]
    head = ("stage", "name", "first day", "last day", "status")
    print_table(head, rows, title=timeline.name[language], language=language)
    for line in _remarks(timeline, language):
        print_line(line)


def _remarks(timeline: Timeline, language: str) -> Iterator[str]:
    """Yield the lines under the table of a timeline."""
    phrases = words(language)
    dated_keys = {stage.key for stage in timeline.dated}
    undated = [
        f"{stage.key} ({_lawful_days(stage, phrases) or phrases[f'stage_status.{stage.status}']})"
        for stage in timeline
        if stage.key not in dated_keys
    ]
    if undated:
        yield phrases["law.without_date"].format(stages=", ".join(undated))
    for stage in timeline.dated:
        if stage.gaps:
            days = ", ".join(f"{gap.day.isoformat()} ({gap.name[language]})" for gap in stage.gaps)
            yield phrases["law.gaps"].format(stage=stage.key, days=days)
    for broken in timeline.broken_limits:
        provision = broken.law.in_words(language)
        yield phrases["law.broken"].format(stage=broken.stage, date=broken.date, rule=broken.rule, law=provision)
    estimated = [stage.key for stage in timeline.dated if stage.holidays != "known"]
    if estimated:
        yield phrases["law.estimated"].format(stages=", ".join(estimated))
    yield from _given_facts(timeline.statute, timeline.facts, phrases)
    for link in timeline.links:
        cause = phrases[f"cause.{link.cause}"] if link.cause else ""
        details = ", ".join(part for part in (link.by, str(link.known or ""), cause) if part)
        yield f"{phrases[f'relation.{link.relation}']} {link.election}" + (f" ({details})" if details else "")
    if timeline.dropped:
        yield phrases["law.dropped"].format(stages=", ".join(timeline.dropped))


def _given_facts(statute: Statute, facts: Facts, phrases: Mapping[str, str]) -> Iterator[str]:
    """Yield a line with the facts that the law computes and the caller gave."""
    pairs = [f"{key} = {facts[key]}" for key in statute.computed_facts if key in facts]
    if pairs:
        yield phrases["law.given_facts"].format(facts=", ".join(pairs))


def _first_and_last(stage: Stage, phrases: Mapping[str, str]) -> tuple[str, str]:
    """Return both days or moments as text; an open day as its range."""
    first, last = _when(stage.opens, stage.start), _when(stage.closes, stage.end)
    if stage.status != "open":
        return first, last
    if stage.open_part == "end":
        last = _range(stage.earliest, last, phrases)
    if stage.earliest_start or stage.latest_start:
        return _range(stage.earliest_start, first, phrases), last
    return ("" if stage.start == stage.end else first), last


def _range(earliest: date | None, latest: str, phrases: Mapping[str, str]) -> str:
    """Return a range as text; empty if it has no end."""
    if latest == _text(earliest):
        return latest
    key = "between" if earliest and latest else "from" if earliest else "by"
    return phrases[f"range.{key}"].format(earliest=earliest, latest=latest)


def _lawful_days(stage: Stage, phrases: Mapping[str, str]) -> str:
    """Return the ranges of a stage without a date as text; empty if it has none."""
    first = _range(stage.earliest_start, _text(stage.latest_start), phrases)
    last = _range(stage.earliest, _text(stage.latest), phrases)
    start = phrases["range.start"].format(days=first) if first and first != last else ""
    return ", ".join(filter(None, (start, last)))


def _when(moment: object, day: date) -> str:
    return str(moment) if moment else day.isoformat()


@click.command(cls=Command)
@subject_argument
@calendar_options
@answer_options
def audit(*, subject: str, assumptions: Assumptions, answer: Answer) -> int:
    """Compare the official dates of an election with its law."""
    official = load_timeline(subject, assumptions)
    lines = electsched.audit(official)
    if answer.as_json:
        print_json({"lines": [line.to_dict() for line in lines]})
    elif not lines:
        print_line(words(answer.language)["law.no_official_date"])
    else:
        head = ("stage", "name", "part", "official", "law sets", "lawful", "days", "verdict", "provision")
        rows = [_audit_row(line, official[line.stage].name[answer.language], answer.language) for line in lines]
        print_table(head, rows, language=answer.language)
        verdicts, phrases = [line.verdict.replace(" ", "_") for line in lines], words(answer.language)
        counts = [f"{verdicts.count(key)} {phrases[f'verdict.{key}']}" for key in dict.fromkeys(verdicts)]
        print_line(", ".join(counts))
    return NO if any(line.verdict == "unlawful" for line in lines) else DONE


def _audit_row(line: AuditLine, name: str, language: str) -> tuple[str, ...]:
    return (
        line.stage,
        name,
        line.part,
        _text(line.official),
        line.relation if line.relation != "none" else "",
        _text(line.lawful),
        "" if line.days is None else f"{line.days:+d}" if line.days else "0",
        line.verdict,
        "; ".join(law.in_words(language) for law in line.law) or line.note.in_words(language),
    )


@click.command(cls=Command)
@subject_argument
@assumption_options
@answer_options
def bounds(*, subject: str, assumptions: Assumptions, answer: Answer) -> int:
    """Show the earliest and latest lawful day of each stage.

    Only some dates need be known, and no authority need have set any.
    """
    if is_plan(subject):
        raise InputError(
            Fault("", phrase("a plan"), phrase("an election or a statute, by its id or path")), source=subject
        )
    law = load_law(subject)
    bounded = bounds_of_law(law, assumptions)
    phrases = words(answer.language)
    if answer.as_json:
        print_json(bounded.to_dict())
    elif bounded.conflict:
        print_line(phrases["law.impossible"])
        for ground in bounded.conflict:
            print_line(f"  {ground.in_words(answer.language)}")
    else:
        rows = list(_bound_rows(bounded, answer.language))
        if rows:
            head = ("stage", "name", "part", "earliest", "latest", "provision")
            print_table(head, rows, language=answer.language)
        else:
            print_line(phrases["law.not_bounded"])
        for ground in bounded.unread:
            print_line(phrases["law.unread"].format(provision=ground.in_words(answer.language)))
        statute = law.statute if isinstance(law, Election) else law
        for line in _given_facts(statute, assumptions.complete_facts(law), phrases):
            print_line(line)
    return NO if bounded.conflict else DONE


def _bound_rows(bounded: Bounds, language: str) -> Iterator[tuple[str, ...]]:
    for stage in bounded.stages:
        for part, bound in (("start", stage.start), ("end", stage.end)):
            if (bound.earliest or bound.latest) and (part == "end" or stage.start != stage.end):
                days = (_text(bound.earliest), _text(bound.latest))
                yield (stage.key, stage.name[language], part, *days, _nearest_provisions(bound, language))


def _nearest_provisions(bound: Bound, language: str) -> str:
    """Return the provisions from which the bound follows at once, without those further on."""
    grounds = [by[0] for by in (bound.earliest_by, bound.latest_by) if by]
    lines = (ground.law.in_words(language) if ground.law else ground.rule for ground in grounds)
    return "; ".join(dict.fromkeys(lines))


def _text(value: object) -> str:
    return "" if value is None else str(value)
