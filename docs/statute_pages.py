"""Pages of the built-in statutes, written from their data when the documentation is built.

Each has a page in English; those of Indonesia have one in Indonesian too.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import attrs

import electsched
from electsched.law.citation import Citation
from electsched.law.date_arithmetic import day_of, show
from electsched.law.provisions import Case, GivenDay
from electsched.law.rules.trace import Value
from electsched.law.statute import Limit, OpenPoint, PartLaw, RuleVersion, StageLaw, Statute
from electsched.loaders.law_files.ids import builtin_ids

WORDS: Mapping[str, Mapping[str, str]] = tomllib.loads(
    Path(__file__).with_name("statute_words.toml").read_text(encoding="utf-8")
)
INDEX = "# Statutes\n\nThe stages, rules, provisions and wordings of each built-in statute.\n\n"
TABLE_RULE = "|---|---|---|---|---|"


def page_name(law: str, language: str) -> str:
    """Return the name of the page of a statute, without the ending of the file."""
    name = law.replace("/", "-")
    return name if language == "en" else f"{name}-{language}"


def languages(law: str) -> tuple[str, ...]:
    """Return the languages of the pages of a statute."""
    return ("en", "id") if law.startswith("id/") else ("en",)


def write_pages(folder: Path) -> tuple[str, ...]:
    """Write the pages of each built-in statute and their index, and return the names of the pages."""
    folder.mkdir(exist_ok=True)
    names = []
    for law in (*builtin_ids("statutes"), *builtin_ids("overlays")):
        statute = electsched.load_statute(law)
        for language in languages(law):
            names.append(page_name(law, language))
            text = "\n".join(page(statute, law, language)) + "\n"
            (folder / f"{names[-1]}.md").write_text(text, encoding="utf-8")
    toctree = "```{toctree}\n:maxdepth: 1\n\n" + "\n".join(names) + "\n```\n"
    (folder / "index.md").write_text(INDEX + toctree, encoding="utf-8")
    return tuple(names)


def page(statute: Statute, law: str = "", language: str = "en") -> Iterator[str]:
    """Yield the lines of the page on a statute.

    Args:
        statute: The statute.
        law: The id under which it is listed, that of an overlay for example; empty for that of the statute.
        language: The language of the page.
    """
    yield from _Page(statute, language).lines(law or statute.id)


@attrs.frozen
class _Page:
    """The page on a statute in one language."""

    statute: Statute
    language: str

    def _word(self, key: str, /, **values: object) -> str:
        return WORDS[self.language][key].format(**values)

    def lines(self, law: str) -> Iterator[str]:
        statute, calendar = self.statute, self.statute.calendar
        yield f"# {statute.name[self.language]} (`{statute.id}`)"
        for other in languages(law):
            if other != self.language:
                yield ""
                yield WORDS[self.language]["other_language"].format(page=f"{page_name(law, other)}.md")
        if overlays := _overlays(statute):
            yield ""
            yield self._word("overlay", overlay=overlays[0])
        days = self._word(
            "calendar",
            name=calendar.name[self.language],
            source=calendar.source,
            first=calendar.first.isoformat(),
            last=calendar.last.isoformat(),
        )
        yield ""
        yield f"{self._word('zone', zones=', '.join(statute.zones))} {days}"
        for fact in statute.facts:
            default = self._word("default", value=fact.default) if fact.default else ""
            values = ", ".join(f"`{value}`" for value in fact.values)
            yield ""
            yield self._word("fact", key=fact.key, name=fact.name[self.language], values=values, default=default)
        yield from self._coverage()
        yield from self._open_points("not_covered", statute.not_covered, self._word("not_covered.none"))
        yield from self._open_points("pending", statute.pending, self._no_pending())
        if statute.pending and statute.pending_searched:
            yield from ("", self._word("pending.searched", day=statute.pending_searched.isoformat()))
        for part in statute.parts:
            yield from self._part(part)
        for stage in statute.stages:
            if stage not in statute.parts:
                yield from self._stage(stage)
        yield from self._cases()

    def _coverage(self) -> Iterator[str]:
        statute = self.statute
        polls = sorted({day_of(day).year for case in statute.cases if (day := _polling(case))})
        counts = {
            "stages": len(statute.stages) - len(statute.parts),
            "limits": len(statute.limits),
            "cases": len(statute.cases),
        }
        yield from ("", f"## {self._word('covered')}", "")
        yield self._word("coverage", **counts, first=polls[0], last=polls[-1])

    def _part(self, part: PartLaw) -> Iterator[str]:
        """Yield the section on a named part of rules, which is no stage."""
        given = f" {self._word('given', given=part.given)}" if part.given else ""
        yield from ("", f"## {part.key}", "")
        yield f"{self._word('part', name=part.name[self.language])}{given}"
        if part.end:
            yield from self._table(self._row(self._word("day"), version) for version in part.end)

    def _no_pending(self) -> str:
        searched = self.statute.pending_searched
        return self._word("pending.none_by", day=searched.isoformat()) if searched else self._word("pending.unsearched")

    def _open_points(self, key: str, points: tuple[OpenPoint, ...], none: str) -> Iterator[str]:
        yield from ("", f"## {self._word(key)}", "")
        yield self._word(f"{key}.lead") if points else none
        if points:
            yield ""
        for point in points:
            sources = ", ".join(self._source(source) for source in point.sources)
            matter, reason = point.what.in_words(self.language), point.reason.in_words(self.language)
            yield f"- {matter}: {reason}{f' ({sources})' if sources else ''}"

    def _cases(self) -> Iterator[str]:
        yield from ("", f"## {self._word('cases')}", "", self._word("cases.head"), "|---|---|---|---|")
        for case in self.statute.cases:
            facts = [f"{key} = {value}" for key, value in case.facts.items()]
            given = [*facts, *(f"`{key}` {_shown(day)}" for key, day in case.given.items())]
            expected = [f"`{key}` {show(day)}" for key, day in case.expected.items()]
            expected += [self._word("breaks", rule=rule) for rule in case.breaks]
            sources = [self._source(key) for key in case.sources]
            name = f"{case.name[self.language]}. {case.note.in_words(self.language)}".strip()
            cells = (name, *(", ".join(cell) for cell in (given, expected, sources)))
            yield f"| {' | '.join(_cell(cell) for cell in cells)} |"

    def _source(self, key: str) -> str:
        source = self.statute.sources.get(key)
        if source is None:
            return key
        title = source.title.in_words(self.language)
        return f"[{title}]({source.url})" if source.url else title

    def _stage(self, stage: StageLaw) -> Iterator[str]:
        names = dict.fromkeys(stage.name[language] for language in dict.fromkeys(("id", self.language)))
        condition = f" {self._when(stage.when)}." if stage.when else ""
        note = stage.note.in_words(self.language)
        yield from ("", f"## {stage.key}", "")
        yield f"{' / '.join(names)}. {self._word('kind', kind=stage.kind)}{condition} {note}".rstrip()
        if stage.covers:
            yield ""
            yield self._word("covers", keys=", ".join(f"`{key}`" for key in stage.covers))
        rows = [self._row(self._word("start"), version) for version in stage.start]
        rows += [self._row(self._word("end"), version) for version in stage.end]
        rows += [self._row(self._word("gap", name=gap.name[self.language]), gap) for gap in stage.except_]
        rows += [self._row(self._word("limit"), limit) for limit in self.statute.limits_of(stage.key)]
        if rows:
            yield from self._table(rows)
        elif not stage.covers:
            yield from ("", self._word("no_rules"))

    def _table(self, rows: Iterable[str]) -> Iterator[str]:
        yield from ("", self._word("head"), TABLE_RULE, *rows)

    def _row(self, part: str, version: RuleVersion | Limit) -> str:
        span = " ".join(
            words
            for words in (
                self._word("from", day=version.from_.isoformat()) if version.from_ else "",
                self._word("until", day=version.until.isoformat()) if version.until else "",
                self._when(version.when) if version.when else "",
            )
            if words
        )
        rule = self._word("no_rule") if version.rule == "none" else f"`{version.rule}`"
        return f"| {part} | {rule} | {span} | {self._provision(version.law)} | {self._wording(version.law)} |"

    def _when(self, when: Mapping[str, tuple[str, ...]]) -> str:
        either = f" {self._word('or')} "
        conditions = []
        for key, values in when.items():
            allowed = either.join(f"`{value}`" for value in values)
            conditions.append(f"`{key}` {self._word('is')} {allowed}")
        both = f" {self._word('and')} "
        return f"{self._word('if')} {both.join(conditions)}"

    def _provision(self, law: Citation) -> str:
        words = _cell(law.in_words(self.language))
        return f"[{words}]({law.url})" if law.url else words

    def _wording(self, law: Citation) -> str:
        text = f'"{law.text}"' if law.text else ""
        unconfirmed = self._word("unconfirmed") if law.confidence == "M" else ""
        overlay = self._word("one_election", overlay=law.overlay) if law.overlay else ""
        remarks = (text, unconfirmed, law.note.in_words(self.language), overlay)
        return _cell(" ".join(remark for remark in remarks if remark))


def _polling(case: Case) -> Value | None:
    given = case.given.get("polling")
    return case.expected.get("polling") if given is None or isinstance(given, int) else given


def _overlays(statute: Statute) -> list[str]:
    """Return the ids of the overlays that changed rules or limits of the statute."""
    laws = [version.law for stage in statute.stages for version in (*stage.start, *stage.end)]
    laws += [limit.law for limit in statute.limits]
    return list(dict.fromkeys(law.overlay for law in laws if law.overlay))


def _shown(day: GivenDay) -> str:
    return str(day) if isinstance(day, int) else show(day)


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
