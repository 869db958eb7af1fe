"""Load a plan file: all its faults are reported together, those of single values and those between values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date
from importlib import resources
from os import PathLike
from pathlib import Path
from typing import Any

import attrs

from electsched.errors import Fault, InputError, of_file, raise_faults
from electsched.i18n.languages import AddedLanguage, languages_by_code, words
from electsched.loaders.checks.change_checks import member_change_faults
from electsched.loaders.checks.plan_checks import WEB_ADDRESS, is_web_address, plan_faults
from electsched.loaders.checks.swap_checks import swapped_member_faults
from electsched.loaders.checks.value_checks import FORMAT_KEY, References, declared_keys
from electsched.loaders.laws import load_election
from electsched.loaders.new_files import write_new_file
from electsched.loaders.plan_election import ELECTION_OF_PLAN, ElectionUse, load_timeline, resolve_use
from electsched.loaders.plan_files.change_file import CHANGES, ChangeFile, read_changes
from electsched.loaders.plan_files.limit_checks import limit_faults
from electsched.loaders.plan_files.members import ListedMember, member_faults, read_members
from electsched.loaders.plan_files.repetition import WrittenOut, write_out
from electsched.loaders.sheets.headings import PersonColumns
from electsched.loaders.table_keys import TableKey, TableKeys, table_keys
from electsched.loaders.toml import Fields, read_fields, read_toml
from electsched.operation.plan import Plan
from electsched.operation.site import LOCAL_URL
from electsched.operation.teams import Member
from electsched.phrases import phrase, quoted, verbatim
from electsched.timeline.assumptions import NO_ASSUMPTIONS, Assumptions
from electsched.timeline.resolve import resolve

__all__ = [
    "LIST_OF_PEOPLE",
    "PLAN_KEYS",
    "election_plan",
    "load_changed_plan",
    "load_plan",
    "new_plan",
]

STARTER_ELECTION = "id/general-2024"
"""The election of the starter plan."""
LIST_OF_PEOPLE = phrase("A list of people is given with --members.")
"""The hint if a list stands in the place of a plan."""

COLUMNS = "columns"
WORDS = "words"
PLAN_KEYS: TableKeys = {
    "format": FORMAT_KEY,
    CHANGES: TableKey(type=str, required=False, description="A file of changes beside the plan."),
    COLUMNS: TableKey(type=PersonColumns, required=False, description="The headings of the list of members."),
    WORDS: TableKey(type=str, required=False, description="A file of words beside the plan, for a further language."),
    **{key: value for key, value in table_keys(Plan).items() if key != "timeline"},
    **ELECTION_OF_PLAN,
}
"""The keys of a plan file: the fields of a plan, with the name of an election instead of its timeline."""


def load_plan(
    path: str | PathLike[str],
    members: str | PathLike[str] | None = None,
    *,
    provisional: bool = False,
    languages: Iterable[AddedLanguage] = (),
) -> Plan:
    """Return the plan of a file.

    A path of an election or statute in the plan is relative to the plan. The teams' members can be listed in a separate
    file.

    Args:
        path: The plan file.
        members: A list of members: a workbook (XLSX) or CSV with columns for ``key``, ``team`` and ``name``, and
            optionally the other keys of a member, such as ``rank``, ``phone`` or ``barred_posts``. Roles are separated
            by spaces, posts and caps by commas. Further columns are kept as the details of a member.
        provisional: Whether dates may be counted with estimated holidays, even if the plan does not allow it.
        languages: Languages that bring their own words, besides that of the file that the plan names as ``words``.

    Raises:
        InputError: The plan or the list has faults; the error carries all of them.
        UnknownNameError: A language brings no words.
    """
    return _plan(Path(path), members, provisional=provisional, languages=languages)


def load_changed_plan(
    path: str | PathLike[str],
    kind: str,
    record: Mapping[str, Any],
    *,
    members: str | PathLike[str] | None = None,
    languages: Iterable[AddedLanguage] = (),
) -> Plan:
    """Return the plan of a file with one more record of a change, as if it stood at the end of the file.

    Args:
        path: The plan file.
        kind: The list of the record, such as ``swap``.
        record: Its keys and values, as TOML has them.
        members: A list of members, as for `load_plan`.
        languages: Languages that bring their own words, as for `load_plan`.

    Raises:
        InputError: As `load_plan`; the path of a fault of the record begins with its kind.
    """
    return _plan(Path(path), members, provisional=False, added=(kind, record), languages=languages)


def _plan(
    path: Path,
    members: str | PathLike[str] | None,
    *,
    provisional: bool,
    added: tuple[str, Mapping[str, Any]] | None = None,
    languages: Iterable[AddedLanguage] = (),
) -> Plan:
    written = write_out(read_toml(path, hint_on_ending=LIST_OF_PEOPLE), path.parent)
    changes = read_changes(written.raw, path.parent, added)
    raw = changes.raw
    fields = read_fields(raw, PLAN_KEYS)
    if whole := [*written.faults, *changes.faults]:  # the lack of a list would be at fault in each reference to it
        raise_faults([*whole, *_relabelled(fields.faults, written, changes)], source=str(path))
    by_code = _languages(fields, path.parent, languages)
    use: ElectionUse | None = fields.values.get("election")
    assumptions = Assumptions(provisional=provisional)
    timeline, election_faults = resolve_use(use, path.parent, assumptions) if use else (None, [])
    listed_members, list_faults = read_members(
        fields, Path(members) if members else None, fields.values.get(COLUMNS, PersonColumns())
    )
    people_faults = [
        *list_faults,
        *member_faults(listed_members, fields, declared_keys(raw, "team"), by_code),
        *limit_faults(listed_members, fields, References.of_plan(raw, fields.misspelt), timeline),
    ]
    faults = [
        *fields.faults,
        *election_faults,
        *plan_faults(fields, raw, timeline, by_code),
        *(of_file(Path(members).name, people_faults) if members else people_faults),
        *member_change_faults(fields, {listed.member.key for listed in listed_members}, changes.added),
    ]
    raise_faults(_relabelled(faults, written, changes), source=str(path))
    if timeline is None:  # an election without a timeline has a fault of its own
        raise InputError(Fault("election", phrase("no election"), phrase("one that can be resolved")), source=str(path))
    arguments = fields.arguments(Plan)
    roster_file = arguments.get("roster_file")
    arguments |= {
        "timeline": timeline,
        "roster_file": str(path.parent / roster_file) if roster_file else "",
        "languages": tuple(by_code[code] for code in arguments.get("languages", by_code)),
        "members": tuple(_member(listed, by_code) for listed in listed_members),
    }
    plan = Plan(**arguments)
    raise_faults(_relabelled(swapped_member_faults(plan), written, changes), source=str(path))
    return attrs.evolve(plan, issued=plan.issued.astimezone(UTC)) if plan.issued else plan


def _member(listed: ListedMember, by_code: Mapping[str, str]) -> Member:
    """Return a person of the plan, with the words of the language and the place of the telephone number."""
    member = listed.member
    language = by_code.get(member.language, "")
    phone_place = listed.path("phone") if member.phone else ""
    return attrs.evolve(member, language=language, phone_place=phone_place) if language or phone_place else member


def _languages(fields: Fields, folder: Path, added: Iterable[AddedLanguage]) -> dict[str, str]:
    """Return the languages that have words by their code, that of the plan's own file of words too."""
    name = fields.values.get(WORDS)
    if not name:
        return languages_by_code(added)
    from electsched.loaders.word_files.words import load_words  # noqa: PLC0415  # loaded if a plan names a file of words

    return languages_by_code([load_words(folder / name), *added])


def _relabelled(faults: Iterable[Fault], written: WrittenOut, changes: ChangeFile) -> list[Fault]:
    """Return the faults with the places of the plan file, or of its file of changes."""
    return list(written.relabel(changes.relabel(faults)))


def election_plan(
    name: str,
    assumptions: Assumptions = NO_ASSUMPTIONS,
    *,
    url: str = LOCAL_URL,
    languages: Iterable[AddedLanguage] = (),
) -> Plan:
    """Return the plan of an election or a statute alone, by id or path: it has no operation, and only its stages.

    Args:
        name: The id or path.
        assumptions: The dates and facts to assume.
        url: The address at which its site is published.
        languages: Languages that bring their own words; the site has these too.

    Raises:
        InputError: There is no such election or statute, no stage of it has a date, or the address is none of the web.
    """
    if not is_web_address(url):
        raise InputError(Fault("url", quoted(url), WEB_ADDRESS))
    timeline = load_timeline(name, assumptions)
    if not timeline.dated:
        raise InputError(
            Fault("", phrase("no date"), phrase("an election, or a statute with --polling or --given")), source=name
        )
    plan = Plan.of_timeline(timeline, url=url)
    return attrs.evolve(plan, languages=tuple(languages_by_code(languages).values()))


def new_plan(path: str | PathLike[str], *, polling: date | None = None, language: str = "en") -> Path:
    """Write a commented starter plan to a new file, and return its path.

    Args:
        path: The new file.
        polling: Polling day of the general election of Indonesia that the plan is for; by default, that of 2024.
        language: The language of its comments; English if there is no starter in it.

    Raises:
        InputError: The file exists already or cannot be written, or the law has no rule for that polling day.
        UnknownNameError: The package has no words in that language, and it brings none.
    """
    phrases = words(language)
    plans = resources.files("electsched") / "data" / "plans"
    translated = plans / f"starter.{language}.toml"
    text = (translated if translated.is_file() else plans / "starter.toml").read_text(encoding="utf-8")
    if polling is not None:
        text = _starter_for(polling, text, phrases)
    return write_new_file(path, text)


def _starter_for(polling: date, text: str, phrases: Mapping[str, str]) -> str:
    """Return the starter plan for another polling day; dates that the law leaves open keep their distance from it."""
    election = load_election(STARTER_ELECTION)
    past_polling = election.official["polling"][1]
    given: dict[str, date] = {}
    for key in ("final_list", "pairs_determined"):
        past_day = election.official[key][1]
        if past_polling is not None and past_day is not None:
            try:
                given[key] = polling - (past_polling.day - past_day.day)
            except OverflowError as error:
                fault = Fault(
                    "polling",
                    verbatim(polling.isoformat()),
                    phrase("a polling day whose stages lie in the years 1 to 9999"),
                )
                raise InputError(fault) from error
    assumptions = Assumptions(polling=polling, given=given, provisional=True)
    campaign = resolve(election.statute, assumptions)["campaign"]
    days = ", ".join(f"{key} = {day.isoformat()}" for key, day in given.items())
    head, _, body = text.partition("[election]\n")
    tail = body[body.index("[site]") :]
    table = f"""[election]
use     = "{election.statute.id}"
polling = {polling.isoformat()}
# {phrases["plan.assumed_dates"].format(election=election.id)}
given   = {{ {days} }}
# {phrases["plan.estimated_holidays"]}
provisional = true

"""
    old_start, old_end = "2023-11-28", "2024-02-10"
    tail = tail.replace(old_start, campaign.start.isoformat()).replace(old_end, campaign.end.isoformat())
    return head + table + tail.replace(STARTER_ELECTION, election.statute.id)
