"""A script that prints the words of the package's outputs that are not in the made-up language ``xx``.

    python third_language.py FOLDER

A plan whose names are in that language is published into FOLDER, printed and explained. The output is a JSON object:
for each text, the number of its words in the language, and its words that are neither in the language nor in the plan.
"""

from __future__ import annotations

import html
import json
import re
import sys
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import attrs
import icalendar

import electsched
from electsched.calendars.duty_feeds import MemberFeeds
from electsched.i18n.text import Note, Text
from electsched.loaders.templates import load_templates
from electsched.operation.pattern_catalog import named_pattern, pattern_names
from electsched.operation.plan import Plan
from electsched.pages.cards import member_card
from electsched.pages.index import operation_page
from electsched.pages.person import PersonPages
from electsched.pages.printouts import muster_report
from electsched.pages.renderer import PageContext, Renderer
from electsched.pages.sheets import duty_sheet
from electsched.roster.duty import Roster
from electsched.roster.index import RosterIndex

LANGUAGE = "xx"
EXAMPLE = Path(__file__).parents[2] / "examples" / "jombang.toml"
MEMBERS = EXAMPLE.with_name("jombang-members.csv")
POSTS = {"kpu", "gudang-kpu", "ppk-ngoro"}
UNITS = {"polres-jombang", "polsek-ngoro"}

Value = Any  # a value of a plan or timeline, of any type


def in_language(value: Value) -> Value:
    """Return a value with every text in it in the language alone."""
    if isinstance(value, Text):
        return Text({LANGUAGE: "Xx"} if value else {})
    if isinstance(value, Note):
        return Note(in_language(value.text))
    if isinstance(value, tuple):
        return tuple(map(in_language, value))
    if isinstance(value, Mapping):
        return {key: in_language(entry) for key, entry in value.items()}
    if attrs.has(type(value)) and not isinstance(value, type):
        fields = {
            field.alias or field.name: getattr(value, field.name) for field in attrs.fields(type(value)) if field.init
        }
        return type(value)(**{name: in_language(entry) for name, entry in fields.items()})
    return value


def strings(value: Value) -> Iterator[str]:
    """Yield every string in a value."""
    if isinstance(value, Note):
        yield from strings(value.text)
    elif isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for key, entry in value.items():
            yield from strings(key)
            yield from strings(entry)
    elif isinstance(value, tuple | list | frozenset | set):
        for entry in value:
            yield from strings(entry)
    elif attrs.has(type(value)):
        for field in attrs.fields(type(value)):
            yield from strings(getattr(value, field.name))


def tokens(text: str) -> set[str]:
    """Return the words of a text, without those of the language."""
    return {token for token in re.findall(r"[^\W\d_]{3,}", text) if not token.startswith("Xx")}


def page_text(page: str) -> str:
    """Return the text that a reader of a page sees or hears: no markup, style or script."""
    page = re.sub(r"<(style|script)\b.*?</\1>", "", page, flags=re.DOTALL)
    labels = re.findall(r'(?:aria-label|title|alt|data-done)="([^"]*)"', page)
    return html.unescape(" ".join([re.sub(r"<[^>]*>", " ", page), *labels]))


def calendar_text(data: bytes) -> str:
    """Return the texts of a calendar that an app shows."""
    calendar = icalendar.Calendar.from_ical(data)
    texts = [str(calendar.get("X-WR-CALNAME", "")), str(calendar.get("NAME", ""))]
    for event in calendar.events:
        texts += [str(event.get(name, "")) for name in ("SUMMARY", "DESCRIPTION", "LOCATION", "COMMENT")]
        texts += [str(category) for category in event.categories]
    return "\n".join(texts)


def small_plan() -> Plan:
    """Return a part of the plan of Polres Jombang in the language: three posts, two units and their members."""
    plan = electsched.load_plan(EXAMPLE, members=MEMBERS)
    posts = tuple(post for post in plan.posts if post.key in POSTS)
    keys = {key for post in posts for line in post.teams for key in line}
    part = attrs.evolve(
        plan,
        languages=(LANGUAGE,),
        posts=posts,
        units=tuple(unit for unit in plan.units if unit.key in UNITS),
        teams=tuple(team for team in plan.teams if team.key in keys),
        members=tuple(member for member in plan.members if member.team in keys),
        stations=tuple(stations for stations in plan.stations if stations.unit in UNITS),
        strengths=tuple(strength for strength in plan.strengths if strength.unit in UNITS),
        reinforcements=(),
    )
    translated: Plan = in_language(part)
    return translated


def outputs(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield the name and the text of each output for an operation and its election."""
    stamp = datetime(2023, 11, 20, tzinfo=UTC)
    renderer = Renderer(load_templates())
    plan = small_plan()
    yield "data", " ".join(strings(plan))
    small_teams = tuple(attrs.evolve(team, people=1) for team in plan.teams)
    _, shortfalls = electsched.build_roster(attrs.evolve(plan, teams=small_teams, members=()))
    roster, _ = electsched.build_roster(plan)
    index = RosterIndex(plan, roster)
    electsched.publish(plan, folder / "site", roster=roster, stamp=stamp)
    for path in sorted((folder / "site").rglob(f"*.{LANGUAGE}.ics")):
        yield path.name, calendar_text(path.read_bytes())
    for path in sorted((folder / "site").rglob("*.html")):
        yield path.name, page_text(path.read_text(encoding="utf-8"))
    member = plan.members[0]
    day = next(duty.day for duty in roster.duties if duty.post == "gudang-kpu")
    sheet = duty_sheet(renderer, index, post="gudang-kpu", day=day, language=LANGUAGE, stamp=stamp)
    card = member_card(renderer, index, member=member.key, language=LANGUAGE, stamp=stamp)
    context = PageContext(LANGUAGE, (LANGUAGE,), stamp, plan.zone)
    feed = MemberFeeds(index).feed(member, LANGUAGE)
    pages = {
        "sheet": sheet,
        "card": card,
        "muster report": muster_report(renderer, plan, roster, language=LANGUAGE, stamp=stamp),
        "person": PersonPages(renderer, index).page(member, feed, context),
        "units": operation_page(renderer, plan, (), context),
    }
    for name, page in pages.items():
        yield name, page_text(page.decode())
    for stage in plan.timeline.stages:
        yield f"explain {stage.key}", electsched.explain(stage, language=LANGUAGE)
    later = in_language(electsched.resolve("id/general-2024", polling=date(2024, 2, 21)))
    yield "comparison", electsched.compare(plan.timeline, later).to_text(LANGUAGE)
    yield "timeline", page_text(plan.timeline.to_svg(LANGUAGE))
    yield "demand", page_text(electsched.demand(plan).to_svg(LANGUAGE))
    yield "readiness", electsched.readiness(plan).to_text(LANGUAGE)
    findings = electsched.check_roster(Roster(roster.duties[: len(roster.duties) // 2]), plan)
    yield "roster findings", "\n".join({finding.to_text(LANGUAGE) for finding in findings})
    yield "shortfalls", "\n".join({shortfall.reason[LANGUAGE] for shortfall in shortfalls})
    yield "patterns", "\n".join(named_pattern(name).name[LANGUAGE] for name in pattern_names())


if __name__ == "__main__":
    texts = dict(outputs(Path(sys.argv[1])))
    words_of_data = tokens(texts.pop("data"))
    report = {
        name: {"in_language": text.count("Xx"), "others": sorted(tokens(text) - words_of_data)}
        for name, text in texts.items()
    }
    json.dump(report, sys.stdout)
