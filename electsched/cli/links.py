"""Commands on the private links of a site, which a registry keeps: a file outside the site, for its owner alone."""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta

import attrs
import click

import electsched
from electsched.cli.days import clock
from electsched.cli.language.asked import added_languages, choice_word, said
from electsched.cli.language.commands import Group
from electsched.cli.language.lines import as_argument, print_line
from electsched.cli.language.types import TranslatedChoice
from electsched.cli.options import Answer, answer_options, json_option, moment
from electsched.cli.output import DONE, NO, is_confirmed, print_json, print_table
from electsched.i18n.languages import words
from electsched.publishing.private.registry import LinkAction, LinkAudience, LinkChange, LinkRegistry

__all__ = ["links"]

_registry = click.argument("registry", metavar="LINKS")
_plan = click.argument("plan_file", metavar="PLAN")
_audience = click.argument("audience", type=TranslatedChoice(["unit", "partner", "personal"]))
_key = click.argument("key")


@attrs.frozen
class _Request:
    """The reader whose link is changed, and the options that all changes share."""

    registry: str
    audience: LinkAudience
    key: str
    confirmed: bool
    at: datetime | None
    answer: Answer
    at_once: bool = False


@click.group(cls=Group)
def links() -> None:
    """Keep the private links of a site, each for one reader."""


@links.command()
@_registry
@_plan
def new(*, registry: str, plan_file: str) -> None:
    """Write an empty registry for the site of a plan."""
    LinkRegistry.create(registry, electsched.load_plan(plan_file, languages=added_languages())).close()
    click.echo(said("links.started", path=registry, file=as_argument(registry), plan=as_argument(plan_file)))


@links.command(name="list")
@_registry
@json_option
def list_(*, registry: str, as_json: bool) -> None:
    """List the private links. Give each to its reader alone.

    The day of a last word is that until which an address that ended says so.
    """
    now = clock()
    with LinkRegistry.open(registry) as opened:
        grace = timedelta(days=opened.grace_days)
        rows = [
            (
                link.audience,
                link.key,
                "works" if link.works(now) else "revoked" if link.revoked else "expired",
                link.expires.date().isoformat(),
                (link.ends + grace).date().isoformat() if link.has_last_word(now, grace) else "",
                link.url,
            )
            for link in opened.links()
        ]
    _print_rows("links", ("audience", "key", "state", "expires", "last_word", "address"), rows, as_json=as_json)


def _reader_options(command: Callable[..., int]) -> Callable[..., int]:
    """Add the arguments of a reader and the options of a change; the command takes them as one ``request``."""

    @_registry
    @_audience
    @_key
    @click.option("--yes", "confirmed", is_flag=True, help="Change the link without asking.")
    @click.option("--at", type=moment, metavar="TIME", help="This time instead of the clock's, with an offset.")
    @answer_options
    @functools.wraps(command)
    def wrapper(  # noqa: PLR0913  # the options, by name
        *,
        registry: str,
        audience: LinkAudience,
        key: str,
        confirmed: bool,
        at: datetime | None,
        answer: Answer,
        **options: bool,
    ) -> int:
        return command(request=_Request(registry, audience, key, confirmed, at, answer), **options)

    return wrapper


_now = click.option("--now", "at_once", is_flag=True, help="Let the old address end at once, as after a leak.")


@links.command()
@_now
@_reader_options
def revoke(*, request: _Request, at_once: bool) -> int:
    """Revoke a link; the reader gets none before `links grant`.

    For the days of grace of the plan its calendars say that the address was revoked.
    """
    return _change("revoke", attrs.evolve(request, at_once=at_once))


@links.command()
@_reader_options
def grant(*, request: _Request) -> int:
    """Give a reader whose link was revoked a new one."""
    return _change("grant", request)


@links.command()
@_now
@_reader_options
def rotate(*, request: _Request, at_once: bool) -> int:
    """Replace a link by a new one, for the same reader."""
    return _change("rotate", attrs.evolve(request, at_once=at_once))


def _change(action: LinkAction, request: _Request) -> int:
    """Show which address a reader loses or gets, and change the link if the caller agrees."""
    now, answer = request.at or clock(), request.answer
    reader = (request.audience, request.key)
    with LinkRegistry.open(request.registry) as opened:
        trial = opened.change(action, *reader, now, at_once=request.at_once, is_trial=True)
        if answer.as_json:
            done = opened.change(action, *reader, now, at_once=request.at_once) if request.confirmed else None
            print_json(_change_data(action, request, done or trial, is_done=done is not None))
            return DONE
        phrases = words(answer.language)
        for line in _change_lines(action, trial, request, phrases):
            print_line(line)
        if not request.confirmed and not sys.stdin.isatty():
            raise click.UsageError(said("usage.not_changed"))
        if not request.confirmed and not is_confirmed(phrases[f"links.ask_{action}"]):
            click.echo(phrases["links.nothing"])
            return NO
        done = opened.change(action, *reader, request.at or clock(), at_once=request.at_once)
    if done.gained is not None:
        click.echo(f"{' '.join(reader)}:\n{done.gained.url}")
    click.echo(phrases["links.done"])
    return DONE


def _change_lines(
    action: LinkAction, trial: LinkChange, request: _Request, phrases: Mapping[str, str]
) -> Iterator[str]:
    reader = f"{choice_word(request.audience)} {request.key}"
    if trial.lost is not None:
        lost = {"end": trial.lost.expires.date(), "calendars": trial.calendars}
        yield f"{reader}: {phrases['links.loses'].format(**lost)}"
        yield trial.lost.url
    if trial.gained is not None:
        yield f"{reader}: {phrases['links.gets'].format(end=trial.gained.expires.date())}"
    if trial.lost is None and trial.gained is None:
        yield f"{reader}: {phrases['links.none' if action == 'revoke' else 'links.same']}"


def _change_data(action: LinkAction, request: _Request, effect: LinkChange, *, is_done: bool) -> dict[str, object]:
    lost, gained = effect.lost, effect.gained
    return {
        "action": action,
        "audience": request.audience,
        "key": request.key,
        "loses": {"address": lost.url, "expires": lost.expires.date().isoformat()} if lost else None,
        "calendars": effect.calendars,
        "gets": {"address": gained.url if is_done else None, "expires": gained.expires.date().isoformat()}
        if gained
        else None,
        "changed": is_done,
    }


@links.command()
@_registry
@json_option
def disclosures(*, registry: str, as_json: bool) -> None:
    """List which calendar named which member, and when."""
    with LinkRegistry.open(registry) as opened:
        rows = [
            (
                disclosure.calendar,
                disclosure.member,
                disclosure.since.isoformat(),
                disclosure.until.isoformat() if disclosure.until else "",
            )
            for disclosure in opened.disclosures()
        ]
    _print_rows("disclosures", ("calendar", "member", "since", "until"), rows, as_json=as_json)


def _print_rows(name: str, head: tuple[str, ...], rows: Sequence[tuple[str, ...]], *, as_json: bool) -> None:
    if as_json:
        print_json({name: [dict(zip(head, row, strict=True)) for row in rows]})
    elif not rows:
        print_line(said("links.no_rows"))
    else:
        print_table(head, rows)
