"""Commands for those who write laws, and for answers on many elections at once."""

from __future__ import annotations

import json

import click

from electsched.cli.files import write_output
from electsched.cli.language.asked import asked_language, said
from electsched.cli.language.commands import Group
from electsched.cli.language.lines import as_argument, print_line
from electsched.cli.language.types import PROCESSES, TranslatedChoice, WholeNumberInRange
from electsched.cli.options import Answer, answer_options, calendar_options, fact_value, holiday_options
from electsched.cli.output import BAD, DONE, NO, counted, print_json, print_table
from electsched.i18n.error_text import fault_text
from electsched.i18n.languages import words
from electsched.loaders.batch import batch as answer_rows
from electsched.loaders.json_schema import SCHEMAS, json_schema
from electsched.loaders.law_files.ids import builtin_ids
from electsched.loaders.law_files.new import formatted_law, new_law
from electsched.loaders.laws import load_law
from electsched.timeline.assumptions import Assumptions
from electsched.timeline.checks.law_check import check_law
from electsched.timeline.election import Election

__all__ = ["law", "print_law_check"]

LAW_KINDS = {"election": "elections", "statute": "statutes", "overlay": "overlays"}
"""The kinds of laws in the package, and their folders."""


@click.group(cls=Group)
def law() -> None:
    """List, write and check laws, list holidays, date many elections."""


@law.command(name="list")
@answer_options
def list_(*, answer: Answer) -> None:
    """List the laws and the dated elections of the package.

    Each id can be the SUBJECT of timeline, explain, bounds and other commands.
    """
    laws = [(law_id, kind, load_law(law_id).name) for kind in LAW_KINDS for law_id in builtin_ids(LAW_KINDS[kind])]
    if answer.as_json:
        print_json({"laws": [{"id": law_id, "kind": kind, "name": dict(name.words)} for law_id, kind, name in laws]})
        return
    phrases = words(answer.language)
    rows = [(law_id, name[answer.language], phrases[f"law.kind.{kind}"]) for law_id, kind, name in laws]
    print_table(("id", "name", "kind"), rows, language=answer.language)


@law.command()
@click.argument("rows", metavar="ROWS")
@click.option("--jobs", type=PROCESSES, default=1, show_default=True, help="Processes that share the rows.")
@calendar_options
def batch(*, rows: str, jobs: int, assumptions: Assumptions) -> int:
    """Answer each election of ROWS, a CSV file, with a line of JSON."""
    status = DONE
    for row_answer in answer_rows(rows, jobs=jobs, assumptions=assumptions):
        click.echo(json.dumps(row_answer, ensure_ascii=False))
        if "error" in row_answer:
            status = BAD
    return status


@law.command()
@click.argument("kind", type=TranslatedChoice(list(SCHEMAS)))
def schema(*, kind: str) -> None:
    """Print the JSON Schema of a file, or of `timeline --json`."""
    print_json(json_schema(kind))


# --- files of laws ------------------------------------------------------------------------------------------------


@law.command()
@click.argument("law_file", metavar="FILE", default="law.toml")
@click.option("--id", "law_id", default="", metavar="ID", help="The id of the law, such as my-country/my-election.")
@click.option("--name", default="", metavar="NAME", help="The name of the election, for people.")
@click.option("--country", default="", metavar="CODE", help="The country whose holidays are not worked, such as ID.")
@click.option("--zone", default="", metavar="ZONE", help="The time zone of the law, such as Asia/Jakarta.")
def new(*, law_file: str, law_id: str, name: str, country: str, zone: str) -> None:
    """Write a statute to start from, with comments.

    FILE is the new file, law.toml unless stated. A file that exists is not replaced.
    """
    path = new_law(law_file, id=law_id, name=name, country=country, zone=zone, language=asked_language())
    print_line(said("law.new", path=path, file=as_argument(path)))


@law.command(name="format")
@click.argument("law_files", metavar="FILE...", nargs=-1, required=True)
@click.option("--check", "only_check", is_flag=True, help="Write nothing; the status is 1 if a file would change.")
def format_(*, law_files: tuple[str, ...], only_check: bool) -> int:
    """Bring statutes and elections into the standard layout.

    Tables and keys are put in order, and spacing and indentation are made uniform. Comments and meaning are kept.
    """
    status = DONE
    for law_file in law_files:
        text, formatted = formatted_law(law_file)
        if text == formatted:
            print_line(said("law.laid_out", path=law_file))
        elif only_check:
            print_line(said("law.not_laid_out", path=law_file, file=as_argument(law_file)))
            status = NO
        else:
            write_output(law_file, formatted)
            print_line(said("law.now_laid_out", path=law_file))
    return status


# --- statutes -----------------------------------------------------------------------------------------------------


@law.command()
@click.argument("law_name", metavar="FILE")
@answer_options
def check(*, law_name: str, answer: Answer) -> int:
    """Check a statute: its soundness and its cases.

    FILE is the path of a statute, or the id of a built-in one; an election stands for its statute.
    """
    return print_law_check(law_name, answer)


def print_law_check(name: str, answer: Answer) -> int:
    """Print the check of a statute, and return the exit status: 1 if it has a fault."""
    loaded = load_law(name)
    law_check = check_law(loaded.statute if isinstance(loaded, Election) else loaded)
    if answer.as_json:
        print_json(law_check.to_dict())
    else:
        statute, phrases = law_check.statute, words(answer.language)
        stages = len(statute.stages) - len(statute.parts)
        counts = {"stage": stages, "limit": len(statute.limits), "case": len(statute.cases)}
        print_line(f"{statute.id}: {', '.join(counted(count, noun) for noun, count in counts.items())}")
        for fault in law_check.faults:
            print_line(phrases["law.fault"].format(fault=fault_text(fault, answer.language)))
        for remark in law_check.remarks:
            print_line(phrases["law.remark"].format(fault=fault_text(remark, answer.language)))
        count = len(law_check.faults)
        print_line(counted(count, "fault") if count else phrases["law.no_fault"])
    return NO if law_check.faults else DONE


@law.command()
@click.argument("law_name", metavar="STATUTE")
@click.argument("year", type=WholeNumberInRange(1, 9999))
@click.option("--fact", "facts", multiple=True, metavar="FACT=VALUE", help="A fact on which the working days depend.")
@holiday_options
@answer_options
def holidays(*, law_name: str, year: int, facts: tuple[str, ...], assumptions: Assumptions, answer: Answer) -> int:
    """List the days of a year that are not worked, besides weekends.

    The holidays of a year are known, estimated or missing; the status is 1 if they are missing.
    """
    loaded = load_law(law_name)
    statute = loaded.statute if isinstance(loaded, Election) else loaded
    election_facts = loaded.facts if isinstance(loaded, Election) else {}
    given_facts = dict(fact_value(pair, "--fact") for pair in facts)
    complete_facts = statute.complete_facts({**election_facts, **given_facts})
    calendar = assumptions.calendar(statute, complete_facts, "")
    state = calendar.year_state(year)
    days = {} if state == "missing" else calendar.holidays_of(year)
    if answer.as_json:
        holidays_data = [{"day": day.isoformat(), "name": dict(name.words)} for day, name in days.items()]
        head = {"id": statute.id, "year": year, "state": state, "source": calendar.source}
        print_json({**head, "holidays": holidays_data})
    else:
        phrases, source = words(answer.language), calendar.source
        state_words = phrases[f"year.{state}"]
        print_line(phrases["law.holidays"].format(statute=statute.id, year=year, state=state_words, source=source))
        if days:
            rows = [(day.isoformat(), name[answer.language]) for day, name in days.items()]
            print_table(("day", "name"), rows, language=answer.language)
    return NO if state == "missing" else DONE
