"""The commands that make a site and show it."""

from __future__ import annotations

from collections.abc import Iterable

import click

import electsched
from electsched.calendars.changes import change_csv, change_data, change_text
from electsched.cli.options import counted, json_option, language_option, members_option, parse_moment
from electsched.cli.output import ProgressBar, json_text, print_json
from electsched.operation.windows import window_data
from electsched.publishing.publish import clock
from electsched.serving.preview import preview_server

__all__ = ["SITE_COMMANDS"]

INTERRUPTED = 130
"""The exit status of what Ctrl-C stopped, as shells have it."""
_plan = click.argument("plan_file", metavar="PLAN")


@click.command()
@_plan
@members_option
@click.argument("target")
@click.option("--ledger", metavar="FILE", help="Give each unit, partner and member a secret address, kept there.")
@click.option("--changes", metavar="FILE", help="Write what changed for whom: .txt, .csv or .json.")
@click.option("--jobs", type=click.IntRange(min=1), default=1, show_default=True, help="Processes that do the work.")
@click.option("--at", metavar="TIME", help="The time of publication, with an offset, instead of the clock's.")
@language_option
@json_option
def publish(  # noqa: PLR0913  # one parameter for each option
    *,
    plan_file: str,
    members: str | None,
    target: str,
    ledger: str | None,
    changes: str | None,
    jobs: int,
    at: str | None,
    language: str,
    as_json: bool,
) -> None:
    """Write the calendars and pages of a plan to TARGET: a folder, or an address such as s3://bucket/folder."""
    plan = electsched.load_plan(plan_file, members=members)
    windows = plan.windows
    if changes and not changes.endswith((".txt", ".csv", ".json")):
        raise click.BadParameter("a file that ends in .txt, .csv or .json", param_hint="--changes")
    stamp = parse_moment(at) if at else None
    try:
        with ProgressBar() as progress, electsched.local_workers(jobs) as executor:
            done = electsched.publish(plan, target, ledger=ledger, stamp=stamp, executor=executor, progress=progress)
    except KeyboardInterrupt:
        click.echo("stopped: every file is whole, and the same command goes on from here", err=True)
        raise click.exceptions.Exit(INTERRUPTED) from None
    if changes:
        _write_changes(changes, done, plan, language)
    if as_json:
        print_json(_published_data(done, windows))
    else:
        _tell(done, plan, windows, language)
        if done.announce:
            many = counted(len(done.announce), "new secret address")
            click.echo(f"{many}; electsched ledger list {ledger} {plan_file} shows them")
    for path in done.too_large:
        click.echo(f"warning: {path}: one month alone is too large for some calendar apps", err=True)
    if ledger and (stamp or clock()) >= plan.access_ends:
        over = f"the operation and its days of access ended before {plan.access_ends:%Y-%m-%d}"
        click.echo(f"warning: no secret address: {over}; --at takes another time", err=True)
    if done.shortfalls:
        click.echo(f"warning: {len(done.shortfalls)} duties are not filled; see electsched check", err=True)


def _published_data(done: electsched.Published, windows: Iterable[electsched.Window]) -> dict[str, object]:
    return {
        "windows": [window_data(item) for item in windows],
        "target": str(done.target),
        "written": [path for path in done.written if not path.startswith("secret/")],
        "unchanged": len(done.unchanged),
        "removed": [path for path in done.removed if not path.startswith("secret/")],
        "events": {"added": done.added, "changed": done.changed, "withdrawn": done.withdrawn},
        "split": [{"calendar": path, "months": list(months)} for path, months in done.split],
        "too_large": list(done.too_large),
        "changes": change_data(done.changes),
        "announce": len(done.announce),
        "shortfalls": len(done.shortfalls),
    }


def _tell(
    done: electsched.Published, plan: electsched.Plan, windows: Iterable[electsched.Window], language: str
) -> None:
    """Print what was done, and what is to be done now."""
    for item in windows:
        click.echo(f"{item.key}: {item.start.isoformat()} to {item.end.isoformat()}, {counted(item.days, 'day')}")
    click.echo(
        f"{done.target}: {len(done.written)} files written, {len(done.unchanged)} unchanged, "
        f"{len(done.removed)} removed"
    )
    click.echo(f"events: {done.added} new, {done.changed} changed, {done.withdrawn} withdrawn")
    for part, what in (("public", plan.timeline.name), ("internal", plan.title)):
        click.echo(f"{done.target}/{part}/index.html: {what[language]}")
    _tell_split(done)
    if done.changes:
        click.echo(f"{counted(len(done.changes), 'change')} to tell people of; --changes FILE lists them")


def _tell_split(done: electsched.Published) -> None:
    """Print which calendars were split; those at secret addresses are counted, for they have no name to be printed."""
    known = [(path, months) for path, months in done.split if not path.startswith("secret/")]
    for path, months in known:
        click.echo(f"{path}: too large for calendar apps; split by month, {months[0]} to {months[-1]}, on its page")
    if len(known) < len(done.split):
        many = counted(len(done.split) - len(known), "calendar")
        click.echo(f"{many} at secret addresses: too large for calendar apps; split by month, on their pages")


def _write_changes(path: str, done: electsched.Published, plan: electsched.Plan, language: str) -> None:
    with click.open_file(path, "w", encoding="utf-8", atomic=True) as file:
        if path.endswith(".csv"):
            file.write(change_csv(done.changes))
        elif path.endswith(".json"):
            file.write(json_text({"changes": change_data(done.changes)}))
        else:
            text = change_text(done.changes, plan, language=language)
            file.write(f"{text}\n" if text else "")


@click.command()
@click.argument("site")
@click.option("--port", default=8000, show_default=True, help="The port on this machine; 0 picks a free one.")
def serve(*, site: str, port: int) -> None:
    """Show a published SITE on this machine alone, to look at it."""
    server = preview_server(site, port)
    address = f"http://{server.server_address[0]!s}:{server.server_address[1]}"
    for part in ("public", "internal"):
        click.echo(f"{address}/{part}/")
    click.echo("Ctrl-C stops it.", err=True)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        pass
    finally:
        server.server_close()


SITE_COMMANDS = (publish, serve)
