"""The commands that are about people: secret addresses, duty sheets, cards, and the server that keeps them apart."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import IO

import click

import electsched
from electsched.calendars.duty_feeds import duty_feed
from electsched.calendars.export import event_csv, event_data
from electsched.cli.options import json_option, language_option, members_option
from electsched.cli.output import json_text, print_json, print_table
from electsched.publishing.private.ledger import Ledger
from electsched.publishing.publish import card_page, clock, sheet_page
from electsched.serving.nginx import nginx_config

__all__ = ["PEOPLE_COMMANDS"]

_plan = click.argument("plan_file", metavar="PLAN")
_ledger = click.argument("ledger_file", metavar="LEDGER")
_audience = click.argument("audience", type=click.Choice(["unit", "partner", "personal"]))
_key = click.argument("key")
_output = click.option("--output", type=click.File("wb", atomic=True), default="-", help="Where to; the terminal else.")


@click.group()
def ledger() -> None:
    """Keep the secret addresses of a site: LEDGER is a file for its owner alone, outside the site."""


@ledger.command()
@_ledger
@_plan
def new(*, ledger_file: str, plan_file: str) -> None:
    """Write an empty ledger for the site of a plan."""
    electsched.new_ledger(ledger_file, electsched.load_plan(plan_file))
    click.echo(f"{ledger_file}: a ledger; electsched publish {plan_file} SITE --ledger {ledger_file}")


@ledger.command(name="list")
@_ledger
@_plan
@json_option
def list_(*, ledger_file: str, plan_file: str, as_json: bool) -> None:
    """Show every secret address, for whom it is and whether it works: to be told to that one alone."""
    plan = electsched.load_plan(plan_file)
    kept = electsched.load_ledger(ledger_file, plan)
    now = clock()
    rows = [
        (
            each.audience,
            each.key,
            "works" if each.works(now) else "revoked" if each.revoked else "expired",
            each.expires.date().isoformat(),
            f"{plan.site.secret_url}/{each.token}/",
        )
        for each in kept.grants
    ]
    head = ("audience", "key", "state", "expires", "address")
    if as_json:
        print_json({"addresses": [dict(zip(head, row, strict=True)) for row in rows]})
    else:
        print_table(head, rows)


@ledger.command()
@_ledger
@_audience
@_key
def revoke(*, ledger_file: str, audience: str, key: str) -> None:
    """Take an address back; the next publication removes what stands there."""
    _change(ledger_file, electsched.revoke, audience, key)
    click.echo(f"{audience} {key}: revoked; publish to remove it")


@ledger.command()
@_ledger
@_audience
@_key
def rotate(*, ledger_file: str, audience: str, key: str) -> None:
    """Put a new address in place of the old one; the next publication moves what stands there."""
    _change(ledger_file, electsched.rotate_grant, audience, key)
    click.echo(f"{audience} {key}: a new address; publish to move it")


def _change(path: str, change: Callable[..., Ledger], audience: str, key: str) -> None:
    electsched.change_ledger(path, lambda ledger: change(ledger, audience, key, clock()))


@ledger.command()
@_ledger
@json_option
def held(*, ledger_file: str, as_json: bool) -> None:
    """Show which calendar held whom, and when: the inventory that a leak asks for."""
    kept = electsched.load_ledger(ledger_file)
    owners = {f"secret/{each.token}": f"secret {each.audience} {each.key}" for each in kept.grants}
    rows = [
        (
            owners.get(each.feed, each.feed),
            " ".join(each.members),
            each.since.isoformat(),
            each.until.isoformat() if each.until else "",
        )
        for each in kept.held
    ]
    head = ("calendar", "members", "since", "until")
    if as_json:
        print_json({"held": [dict(zip(head, row, strict=True)) for row in rows]})
    else:
        print_table(head, rows)


@click.command()
@_plan
@members_option
@click.option("--post", required=True, help="The key of the post.")
@click.option("--day", required=True, type=click.DateTime(["%Y-%m-%d"]), help="The day on which the duties begin.")
@_output
@language_option
def sheet(  # noqa: PLR0913  # one parameter for each option
    *, plan_file: str, members: str | None, post: str, day: datetime, output: IO[bytes], language: str
) -> None:
    """Write the duty sheet of a post and a day, to be printed and signed."""
    plan = electsched.load_plan(plan_file, members=members)
    output.write(sheet_page(plan, post=post, day=day.date(), language=language))


@click.command()
@_plan
@members_option
@click.option("--officer", required=True, help="The key of the member.")
@_output
@language_option
def card(*, plan_file: str, members: str | None, officer: str, output: IO[bytes], language: str) -> None:
    """Write the one-page card of an officer's duties, to be printed."""
    plan = electsched.load_plan(plan_file, members=members)
    output.write(card_page(plan, officer=officer, language=language))


@click.command()
@_plan
@members_option
@click.option("--unit", help="The key of a unit: the duties of its posts.")
@click.option("--post", help="The key of a post.")
@click.option("--team", help="The key of a team.")
@click.option("--partner", help="The key of a partner: what it may see of its posts.")
@click.option("--officer", help="The key of a member: the own duties.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["csv", "json", "jcal", "ics"]),
    default="csv",
    show_default=True,
    help="Rows, data, or a calendar as JSON (RFC 7265) or as iCalendar.",
)
@_output
@language_option
def roster(  # one parameter for each option
    *,
    plan_file: str,
    members: str | None,
    form: str,
    output: IO[bytes],
    language: str,
    **wanted: str | None,
) -> None:
    """Write the duties of a unit, post, team, partner or officer, as rows, as data or as a calendar."""
    plan = electsched.load_plan(plan_file, members=members)
    duties, _ = electsched.build_roster(plan)
    feed = duty_feed(plan, duties, wanted, language=language)
    if form == "csv":
        output.write(event_csv(feed.events).encode())
    elif form == "json":
        output.write(json_text({"calendar": feed.name, "events": event_data(feed.events)}).encode())
    else:
        calendar = electsched.calendar_of(feed, plan.issued)
        output.write(calendar.to_ical() if form == "ics" else json_text(calendar.to_jcal()).encode())


@click.command()
@click.argument("site")
def nginx(*, site: str) -> None:
    """Print what nginx needs to serve a SITE: headers, no listings, secret addresses out of the log."""
    click.echo(nginx_config(site), nl=False)


PEOPLE_COMMANDS = (ledger, roster, sheet, card, nginx)
