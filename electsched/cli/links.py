"""Commands on the private links of a site, which a registry keeps: a file outside the site, for its owner alone."""

from __future__ import annotations

from collections.abc import Sequence

import click

import electsched
from electsched.cli.options import json_option
from electsched.cli.output import print_json, print_table
from electsched.cli.printouts import clock
from electsched.publishing.private.links import Audience
from electsched.publishing.private.registry import LinkRegistry

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
    LinkRegistry.create(registry, electsched.load_plan(plan_file)).close()
    click.echo(f"{registry}: a registry of private links; electsched publish {plan_file} SITE --links {registry}")


@links.command(name="list")
@_registry
@json_option
def list_(*, registry: str, as_json: bool) -> None:
    """List the private links. Give each to its reader alone."""
    now = clock()
    with LinkRegistry.open(registry) as opened:
        rows = [
            (
                link.audience,
                link.key,
                "works" if link.works(now) else "revoked" if link.revoked else "expired",
                link.expires.date().isoformat(),
                link.url,
            )
            for link in opened.links()
        ]
    _print_rows("links", ("audience", "key", "state", "expires", "address"), rows, as_json=as_json)


@links.command()
@_registry
@_audience
@_key
def revoke(*, registry: str, audience: Audience, key: str) -> None:
    """Revoke a link; the next publication removes its files."""
    with LinkRegistry.open(registry) as opened:
        opened.revoke(audience, key, clock())
    click.echo(f"{audience} {key}: revoked; publish to remove its files")


@links.command()
@_registry
@_audience
@_key
def grant(*, registry: str, audience: Audience, key: str) -> None:
    """Give a reader whose link was revoked a new one."""
    with LinkRegistry.open(registry) as opened:
        opened.grant(audience, key, clock())
    click.echo(f"{audience} {key}: a link; publish to write its files")


@links.command()
@_registry
@_audience
@_key
def rotate(*, registry: str, audience: Audience, key: str) -> None:
    """Replace a link; the next publication moves its files."""
    with LinkRegistry.open(registry) as opened:
        opened.rotate(audience, key, clock())
    click.echo(f"{audience} {key}: a new link; publish to move its files")


@links.command()
@_registry
@json_option
def disclosures(*, registry: str, as_json: bool) -> None:
    """List which calendar named which member, and when."""
    with LinkRegistry.open(registry) as opened:
        rows = [
            (item.calendar, item.member, item.since.isoformat(), item.until.isoformat() if item.until else "")
            for item in opened.disclosures()
        ]
    _print_rows("disclosures", ("calendar", "member", "since", "until"), rows, as_json=as_json)


def _print_rows(name: str, head: tuple[str, ...], rows: Sequence[tuple[str, ...]], *, as_json: bool) -> None:
    if as_json:
        print_json({name: [dict(zip(head, row, strict=True)) for row in rows]})
    else:
        print_table(head, rows)
