"""Commands on the private links of a site, which a registry keeps: a file outside the site, for its owner alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import click

import electsched
from electsched.cli.options import json_option
from electsched.cli.output import print_json, print_table
from electsched.publishing.private.ledger import Ledger, revoke, rotate_grant
from electsched.publishing.private.ledger_file import change_ledger, load_ledger, new_ledger
from electsched.publishing.publish import clock

__all__ = ["links"]

_registry = click.argument("registry", metavar="LINKS")
_plan = click.argument("plan_file", metavar="PLAN")
_audience = click.argument("audience", type=click.Choice(["unit", "partner", "personal"]))
_key = click.argument("key")


@click.group()
def links() -> None:
    """Keep the private links of a site, each for one reader."""


@links.command()
@_registry
@_plan
def new(*, registry: str, plan_file: str) -> None:
    """Write an empty registry for the site of a plan."""
    new_ledger(registry, electsched.load_plan(plan_file))
    click.echo(f"{registry}: a registry of private links; electsched publish {plan_file} SITE --links {registry}")


@links.command(name="list")
@_registry
@_plan
@json_option
def list_(*, registry: str, plan_file: str, as_json: bool) -> None:
    """List the private links. Give each to its reader alone."""
    plan = electsched.load_plan(plan_file)
    now = clock()
    rows = [
        (
            link.audience,
            link.key,
            "works" if link.works(now) else "revoked" if link.revoked else "expired",
            link.expires.date().isoformat(),
            f"{plan.site.secret_url}/{link.token}/",
        )
        for link in load_ledger(registry, plan).grants
    ]
    _print_rows("links", ("audience", "key", "state", "expires", "address"), rows, as_json=as_json)


@links.command(name="revoke")
@_registry
@_audience
@_key
def revoke_(*, registry: str, audience: str, key: str) -> None:
    """Revoke a link; the next publication removes its files."""
    _change(registry, revoke, audience, key)
    click.echo(f"{audience} {key}: revoked; publish to remove its files")


@links.command()
@_registry
@_audience
@_key
def rotate(*, registry: str, audience: str, key: str) -> None:
    """Replace a link; the next publication moves its files."""
    _change(registry, rotate_grant, audience, key)
    click.echo(f"{audience} {key}: a new link; publish to move its files")


def _change(registry: str, change: Callable[..., Ledger], audience: str, key: str) -> None:
    change_ledger(registry, lambda ledger: change(ledger, audience, key, clock()))


@links.command()
@_registry
@json_option
def disclosures(*, registry: str, as_json: bool) -> None:
    """List which calendar named which members, and when."""
    kept = load_ledger(registry)
    owners = {f"secret/{grant.token}": f"secret {grant.audience} {grant.key}" for grant in kept.grants}
    rows = [
        (
            owners.get(held.feed, held.feed),
            " ".join(held.members),
            held.since.isoformat(),
            held.until.isoformat() if held.until else "",
        )
        for held in kept.held
    ]
    _print_rows("disclosures", ("calendar", "members", "since", "until"), rows, as_json=as_json)


def _print_rows(name: str, head: tuple[str, ...], rows: Sequence[tuple[str, ...]], *, as_json: bool) -> None:
    if as_json:
        print_json({name: [dict(zip(head, row, strict=True)) for row in rows]})
    else:
        print_table(head, rows)
