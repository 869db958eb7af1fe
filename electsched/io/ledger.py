"""The ledger of a site: the secret addresses, for whom they are, and which of them held whose name, and when.

None of it is ever published. The file is readable by its owner alone and lies outside the site.
"""

from __future__ import annotations

import json
import os
import re
import secrets
import stat
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import IO, Any, Literal

import attrs

from electsched.errors import Fault, InputError, raise_faults
from electsched.io.causes import cause
from electsched.io.reading import structure
from electsched.plan import Plan

if sys.platform != "win32":  # there two who change a ledger at once are not kept apart
    import fcntl

__all__ = [
    "Grant",
    "Held",
    "Ledger",
    "change_ledger",
    "ledger_edition",
    "ledger_kept",
    "load_ledger",
    "merged",
    "new_ledger",
    "revoke",
    "rotate_grant",
    "save_ledger",
    "with_grants",
    "with_held",
]

FORMAT = 1
OTHERS = stat.S_IRWXG | stat.S_IRWXO
TOKEN_BYTES = 24
"""192 bits of chance; 128 are asked for."""
TOKEN = re.compile(r"[A-Za-z0-9_-]{22,}")
FILE = re.compile(r"((units|posts|teams)/)?[a-z0-9][a-z0-9.-]*\.(ics|html)")
TIMES = ("issued", "expires", "revoked", "since", "until", "announced")


@attrs.frozen(kw_only=True)
class Grant:
    """A secret address, for one unit, partner or person and the one operation.

    Attributes:
        token: The part of the address that nobody can guess.
        audience: Who may see what stands there.
        key: The key of the unit, the partner or the member.
        issued: When it was made.
        expires: When it ends by itself.
        revoked: When it was taken back; None where it was not.
        files: What was published below it.
        announced: When a publication that came to its end told it for the first time; None where none has.
    """

    token: str = attrs.field(repr=False)
    audience: Literal["unit", "partner", "personal"]
    key: str
    issued: datetime
    expires: datetime
    revoked: datetime | None = None
    files: tuple[str, ...] = attrs.field(default=(), repr=False)
    announced: datetime | None = None

    def works(self, now: datetime) -> bool:
        """Return whether something is to be found there at that moment."""
        return self.revoked is None and now < self.expires


@attrs.frozen(kw_only=True)
class Held:
    """Whom a calendar named, and when.

    Attributes:
        feed: The address of the calendar below the site.
        members: The keys of the members.
        since: From when.
        until: Until when; None where it still does.
    """

    feed: str = attrs.field(repr=False)
    members: tuple[str, ...]
    since: datetime
    until: datetime | None = None


@attrs.frozen(kw_only=True)
class Ledger:
    """What must not be published.

    Attributes:
        format: The format of the file; 1.
        of: The id of the plan.
        site: The address of the site.
        grants: Every secret address that was ever made.
        held: Which calendar held whom, and when.
    """

    format: int
    of: str
    site: str
    grants: tuple[Grant, ...] = attrs.field(default=(), repr=False)
    held: tuple[Held, ...] = attrs.field(default=(), repr=False)

    def grant(self, audience: str, key: str, now: datetime) -> Grant | None:
        """Return the address that works for that unit, partner or member at that moment."""
        wanted = (audience, key)
        return next((each for each in self.grants if (each.audience, each.key) == wanted and each.works(now)), None)


# --- the file -----------------------------------------------------------------------------------------------------


def new_ledger(path: str | Path, plan: Plan) -> Ledger:
    """Write an empty ledger for the plan's site, and return it.

    Raises:
        InputError: Something stands there already, or it cannot be written.
    """
    if Path(path).exists():
        raise InputError(Fault("", "a file that exists", "a new file"), source=str(path))
    ledger = Ledger(format=FORMAT, of=plan.id, site=plan.site.url)
    save_ledger(path, ledger)
    return ledger


def load_ledger(path: str | Path, plan: Plan | None = None) -> Ledger:
    """Return the ledger that the file holds, of the plan where one is given.

    Raises:
        InputError: It is missing, damaged, readable by others, of a newer format, or of another plan or site.
    """
    source, place = str(path), Path(path)
    try:
        mode = place.stat().st_mode
        data = place.read_bytes()
    except OSError as error:
        expected = "a ledger; `electsched ledger new` writes one"
        raise InputError(Fault("", cause(error), expected), source=source) from error
    if os.name == "posix" and mode & OTHERS:
        raise InputError(
            Fault("", f"a file of mode {stat.S_IMODE(mode):04o}", "0600, its owner's alone"), source=source
        )
    try:
        raw = json.loads(data, object_hook=_with_times)
    except ValueError as error:
        raise InputError(Fault("", f"no ledger: {error}", "the file that `publish` wrote"), source=source) from error
    if isinstance(raw, dict) and isinstance(raw.get("format"), int) and raw["format"] != FORMAT:
        raise InputError(Fault("format", str(raw["format"]), f"{FORMAT}, which this version reads"), source=source)
    ledger = structure(raw, Ledger, source=source)
    raise_faults(_paths_out(ledger), source=source)
    if plan is not None:
        wanted = (("of", ledger.of, plan.id), ("site", ledger.site, plan.site.url))
        raise_faults(
            (Fault(name, repr(found), repr(due)) for name, found, due in wanted if found != due), source=source
        )
    return ledger


def _paths_out(ledger: Ledger) -> Iterator[Fault]:
    """Yield each address that is easily guessed or leads out of its place: what stands there is removed one day."""
    for index, grant in enumerate(ledger.grants):
        if not TOKEN.fullmatch(grant.token):
            expected = "the address that `publish` made: at least 22 letters, digits, - and _"
            yield Fault(f"grants[{index}].token", "another", expected)
        for number, path in enumerate(grant.files):
            if not FILE.fullmatch(path):
                place = f"grants[{index}].files[{number}]"
                yield Fault(place, f"{path!r}, which leads out of the site", "a page or a calendar")


def _with_times(found: dict[str, Any]) -> dict[str, Any]:
    """Return the table with its moments read, and without what is null."""
    return {
        key: datetime.fromisoformat(value) if key in TIMES else value
        for key, value in found.items()
        if value is not None
    }


def save_ledger(path: str | Path, ledger: Ledger) -> None:
    """Put the ledger in its place whole, for its owner alone.

    Raises:
        InputError: It cannot be written.
    """
    place = Path(path)
    beside = place.with_name(f".{place.name}.{secrets.token_hex(8)}")  # nobody else writes there at the same time
    try:
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
            file.writelines(_lines(ledger))
            file.flush()
            os.fsync(file.fileno())
        beside.replace(place)
    except OSError as error:
        raise InputError(Fault("", cause(error), "a file that can be written"), source=str(path)) from error
    finally:
        with suppress(OSError):
            beside.unlink(missing_ok=True)  # where it is not in its place, for it holds every address


def change_ledger(path: str | Path, change: Callable[[Ledger], Ledger]) -> Ledger:
    """Read the ledger, save what ``change`` makes of it, and return that; meanwhile nobody else does so.

    Raises:
        InputError: It cannot be read or written, or ``change`` refuses.
    """
    with ledger_kept(path):
        ledger = change(load_ledger(path))
        save_ledger(path, ledger)
    return ledger


@contextmanager
def ledger_kept(path: str | Path) -> Iterator[None]:
    """Keep others who ask from changing the ledger as long as it is open; who comes later waits.

    Windows and some shared folders have no such lock: there nobody is kept away.
    """
    file = _locked(Path(path)) if sys.platform != "win32" else None
    try:
        yield
    finally:
        if file is not None:
            file.close()


def _locked(place: Path) -> IO[bytes] | None:
    """Return the ledger, held; None where it cannot be: whoever reads it next tells why, if it is not there."""
    try:
        while True:
            file = place.open("rb")
            try:
                fcntl.flock(file, fcntl.LOCK_EX)
                if os.fstat(file.fileno()).st_ino == place.stat().st_ino:
                    return file
            except BaseException:
                file.close()
                raise
            file.close()  # another was put in its place while we waited
    except OSError:
        return None


def ledger_edition(path: str | Path) -> tuple[int, int, int]:
    """Return what tells the file from every other that is saved in its place; zeros where there is none."""
    try:
        found = Path(path).stat()
    except OSError:
        return 0, 0, 0
    return found.st_ino, found.st_mtime_ns, found.st_size


def _lines(ledger: Ledger) -> Iterator[str]:
    """Yield the ledger as JSON, a line for each address and for each calendar: there may be very many."""
    said = {name: getattr(ledger, name) for name in ("format", "of", "site")}
    yield f"{json.dumps(said)[:-1]},\n"
    for name, rows in (("grants", ledger.grants), ("held", ledger.held)):
        yield f'"{name}": [\n'
        fields = [field.name for field in attrs.fields(Grant if name == "grants" else Held)]
        for number, row in enumerate(rows):
            said = {field: getattr(row, field) for field in fields}
            yield ("," if number else "") + json.dumps(said, default=datetime.isoformat) + "\n"
        yield "],\n" if name == "grants" else "]}\n"


# --- what stands in it ----------------------------------------------------------------------------------------------


def _token() -> str:
    return secrets.token_urlsafe(TOKEN_BYTES)


def with_grants(
    ledger: Ledger, plan: Plan, now: datetime, token: Callable[[], str] = _token
) -> tuple[Ledger, tuple[Grant, ...]]:
    """Return the ledger with an address for each unit, partner and member of the plan, and those that are new.

    Whoever is no longer in the plan has the address taken back. After the operation nothing new is made.

    Raises:
        InputError: The plan has no members at all, though some have addresses: the list was forgotten.
    """
    officers = sum(each.audience == "personal" and each.works(now) for each in ledger.grants)
    if officers and not plan.members:
        expected = f"the list of the members, of whom {officers} have an address (--members)"
        raise InputError(Fault("member", "no members", expected))
    ends = datetime.combine(plan.operation.end + timedelta(days=1 + plan.site.access_days), time(), UTC)
    wanted = [("unit", unit.key) for unit in plan.units] + [("partner", partner.key) for partner in plan.partners]
    wanted += [("personal", member.key) for member in plan.members]
    known = set(wanted)
    kept = tuple(
        each if (each.audience, each.key) in known or not each.works(now) else attrs.evolve(each, revoked=now)
        for each in ledger.grants
    )
    have = {(each.audience, each.key) for each in kept if each.works(now)}
    new = tuple(
        Grant(token=token(), audience=audience, key=key, issued=now, expires=ends)  # type: ignore[arg-type]  # as above
        for audience, key in wanted
        if (audience, key) not in have and now < ends
    )
    return attrs.evolve(ledger, grants=(*kept, *new)), new


def revoke(ledger: Ledger, audience: str, key: str, now: datetime) -> Ledger:
    """Return the ledger with the address of that unit, partner or member taken back; the next publication removes it.

    Raises:
        InputError: There is no such address that works.
    """
    grant = ledger.grant(audience, key, now)
    if grant is None:
        raise InputError(Fault(audience, repr(key), "a unit, partner or member that has an address"))
    changed = attrs.evolve(grant, revoked=now)
    return attrs.evolve(ledger, grants=tuple(changed if each is grant else each for each in ledger.grants))


def rotate_grant(ledger: Ledger, audience: str, key: str, now: datetime, token: Callable[[], str] = _token) -> Ledger:
    """Return the ledger with a new address for that unit, partner or member in place of the old.

    Raises:
        InputError: There is no such address that works.
    """
    grant = ledger.grant(audience, key, now)
    taken = revoke(ledger, audience, key, now)
    if grant is None:  # `revoke` has raised
        return taken
    new = Grant(token=token(), audience=grant.audience, key=key, issued=now, expires=grant.expires)
    return attrs.evolve(taken, grants=(*taken.grants, new))


def merged(ours: Ledger, theirs: Ledger) -> Ledger:
    """Return what others made of a ledger meanwhile, with what a publication did since it read it.

    Addresses that they took back or made stay so; what stands at each, and whether it was told, is ours to say.
    """
    own = {grant.token: grant for grant in ours.grants}
    found = tuple(_merged(own.pop(grant.token, grant), grant) for grant in theirs.grants)
    return attrs.evolve(theirs, grants=(*found, *own.values()))


def _merged(ours: Grant, theirs: Grant) -> Grant:
    revoked, announced = theirs.revoked or ours.revoked, ours.announced or theirs.announced
    return attrs.evolve(theirs, files=ours.files, revoked=revoked, announced=announced)


def with_held(ledger: Ledger, names: Mapping[str, Iterable[str]], now: datetime) -> Ledger:
    """Return the ledger with what each calendar holds from now on: the members that it names, by its address."""
    wanted = {feed: tuple(members) for feed, members in names.items() if members}
    still = {each.feed for each in ledger.held if each.until is None and wanted.get(each.feed) == each.members}
    kept = tuple(
        each if each.until is not None or each.feed in still else attrs.evolve(each, until=now) for each in ledger.held
    )
    new = tuple(Held(feed=feed, members=members, since=now) for feed, members in wanted.items() if feed not in still)
    return attrs.evolve(ledger, held=(*kept, *new))
