"""Pages of the built-in statutes, written from their data when the documentation is built."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import electsched
from electsched.law.citation import Citation
from electsched.law.date_arithmetic import day_of, show
from electsched.law.provisions import Case, GivenDay
from electsched.law.rules.trace import Value
from electsched.law.statute import Limit, OpenPoint, PartLaw, RuleVersion, StageLaw, Statute
from electsched.loaders.laws import builtin_ids

INDEX = "# Statutes\n\nThe stages, rules, provisions and wordings of each built-in statute.\n\n"


TABLE_HEAD = ("| Part | Rule | In force | Provision | Wording and notes |", "|---|---|---|---|---|")


def write_pages(folder: Path) -> tuple[str, ...]:
    """Write a page for each built-in statute and their index, and return the names of the pages."""
    folder.mkdir(exist_ok=True)
    names = []
    for name in (*builtin_ids("statutes"), *builtin_ids("overlays")):
        statute = electsched.load_statute(name)
        names.append(name.replace("/", "-"))
        (folder / f"{names[-1]}.md").write_text("\n".join(page(statute)) + "\n", encoding="utf-8")
    toctree = "```{toctree}\n:maxdepth: 1\n\n" + "\n".join(names) + "\n```\n"
    (folder / "index.md").write_text(INDEX + toctree, encoding="utf-8")
    return tuple(names)


def page(statute: Statute) -> Iterator[str]:
    """Yield the lines of the page on a statute."""
    calendar = statute.calendar
    yield f"# {statute.name['en']} (`{statute.id}`)"
    if overlays := _overlays(statute):
        yield ""
        yield f"The law for one election alone, by the overlay `{overlays[0]}`; all else is the standing law."
    yield ""
    yield f"Zone: {', '.join(statute.zones)}. Working days: {calendar.name['en']}, holidays from {calendar.source}, "
    yield f"known from {calendar.first.isoformat()} to {calendar.last.isoformat()}, and estimated in other years."
    for fact in statute.facts:
        default = f"; default `{fact.default}`" if fact.default else ""
        yield ""
        values = ", ".join(f"`{value}`" for value in fact.values)
        yield f"It depends on the fact `{fact.key}` ({fact.name['en']}): {values}{default}."
    yield from _coverage(statute)
    yield from _open_points(statute, "Not covered", "No stage or rule here states:", statute.not_covered)
    yield from _open_points(statute, "Law on the move", "There is no rule yet for:", statute.pending)
    for part in statute.parts:
        yield from _part(part)
    for stage in statute.stages:
        if stage not in statute.parts:
            yield from _stage(statute, stage)
    yield from _cases(statute)


def _coverage(statute: Statute) -> Iterator[str]:
    polls = sorted({day_of(day).year for case in statute.cases if (day := _polling(case))})
    yield ""
    yield "## Covered"
    yield ""
    stages = len(statute.stages) - len(statute.parts)
    yield f"{stages} stages and {len(statute.limits)} limits, compared with {len(statute.cases)} official "
    yield f"timetables and examples of polls from {polls[0]} to {polls[-1]}, listed at the end of this page."


def _polling(case: Case) -> Value | None:
    given = case.given.get("polling")
    return case.expected.get("polling") if given is None or isinstance(given, int) else given


def _part(part: PartLaw) -> Iterator[str]:
    """Yield the section on a named part of rules, which is no stage."""
    given = f" Given as a {part.given}." if part.given else ""
    yield ""
    yield f"## {part.key}"
    yield ""
    yield f"A part of rules, no stage: {part.name['en']}.{given}"
    if part.end:
        yield ""
        yield from TABLE_HEAD
        yield from (_row("day", version) for version in part.end)


def _overlays(statute: Statute) -> list[str]:
    """Return the ids of the overlays that changed rules or limits of the statute."""
    laws = [version.law for stage in statute.stages for version in (*stage.start, *stage.end)]
    laws += [limit.law for limit in statute.limits]
    return list(dict.fromkeys(law.overlay for law in laws if law.overlay))


def _open_points(statute: Statute, title: str, sentence: str, points: tuple[OpenPoint, ...]) -> Iterator[str]:
    yield ""
    yield f"## {title}"
    yield ""
    yield sentence if points else "Nothing is recorded here."
    if points:
        yield ""
    for point in points:
        sources = ", ".join(_source(statute, key) for key in point.sources)
        yield f"- {point.what}: {point.reason}{f' ({sources})' if sources else ''}"


def _shown(day: GivenDay) -> str:
    return str(day) if isinstance(day, int) else show(day)


def _cases(statute: Statute) -> Iterator[str]:
    yield ""
    yield "## Official timetables"
    yield ""
    yield "| Case | Given | Expected | Sources |"
    yield "|---|---|---|---|"
    for case in statute.cases:
        facts = [f"{key} = {value}" for key, value in case.facts.items()]
        given = [*facts, *(f"`{key}` {_shown(day)}" for key, day in case.given.items())]
        expected = [f"`{key}` {show(day)}" for key, day in case.expected.items()]
        expected += [f"breaks `{rule}`" for rule in case.breaks]
        sources = [_source(statute, key) for key in case.sources]
        cells = (f"{case.name['en']}. {case.note}".strip(), *(", ".join(cell) for cell in (given, expected, sources)))
        yield f"| {' | '.join(_cell(cell) for cell in cells)} |"


def _source(statute: Statute, key: str) -> str:
    source = statute.sources.get(key)
    if source is None:
        return key
    return f"[{source.title}]({source.url})" if source.url else source.title


def _stage(statute: Statute, stage: StageLaw) -> Iterator[str]:
    names = dict.fromkeys(stage.name[language] for language in ("id", "en"))
    yield ""
    yield f"## {stage.key}"
    yield ""
    condition = f" {_when(stage.when)}." if stage.when else ""
    yield f"{' / '.join(names)}. Kind: `{stage.kind}`.{condition} {stage.note}".rstrip()
    if stage.covers:
        yield ""
        yield f"It covers {', '.join(f'`{key}`' for key in stage.covers)}, from the first of their days to the last."
    rows = [_row(part, version) for part in ("start", "end") for version in getattr(stage, part)]
    rows += [_row(f"not on {gap.name['en']}", gap) for gap in stage.except_]
    rows += [_row("limit", limit) for limit in statute.limits_of(stage.key)]
    if rows:
        yield ""
        yield from TABLE_HEAD
        yield from rows
    elif not stage.covers:
        yield ""
        yield "No rule: the authority chooses."


def _row(part: str, version: RuleVersion | Limit) -> str:
    span = " ".join(
        word
        for word in (
            f"from {version.from_.isoformat()}" if version.from_ else "",
            f"until {version.until.isoformat()}" if version.until else "",
            _when(version.when) if version.when else "",
        )
        if word
    )
    rule = "no rule" if version.rule == "none" else f"`{version.rule}`"
    return f"| {part} | {rule} | {span} | {_provision(version.law)} | {_words(version.law)} |"


def _when(when: Mapping[str, tuple[str, ...]]) -> str:
    return "if " + " and ".join(f"`{key}` is {' or '.join(values)}" for key, values in when.items())


def _provision(law: Citation) -> str:
    return f"[{_cell(str(law))}]({law.url})" if law.url else _cell(str(law))


def _words(law: Citation) -> str:
    text = f'"{law.text}" ' if law.text else ""
    unconfirmed = "General knowledge, not confirmed in a source. " if law.confidence == "M" else ""
    overlay = f" Law for this election alone (`{law.overlay}`)." if law.overlay else ""
    return _cell(f"{text}{unconfirmed}{law.note}{overlay}".strip())


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
