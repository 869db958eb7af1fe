"""The file of a ledger: readable by its owner alone, outside the site, whole at all times, changed by one at a time."""

from __future__ import annotations

import json
import os
import re
import secrets
import stat
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import IO, Any

import attrs

from electsched.errors import Fault, InputError, os_cause, raise_faults
from electsched.loaders.toml import structure
from electsched.operation.plan import Plan
from electsched.publishing.private.ledger import FORMAT, Grant, Held, Ledger

if sys.platform != "win32":  # there two who change a ledger at once are not kept apart
    import fcntl

__all__ = ["change_ledger", "ledger_edition", "ledger_kept", "load_ledger", "new_ledger", "save_ledger"]

OTHERS = stat.S_IRWXG | stat.S_IRWXO
TOKEN = re.compile(r"[A-Za-z0-9_-]{22,}")
FILE = re.compile(r"((units|posts|teams)/)?[a-z0-9][a-z0-9.-]*\.(ics|html)")
SEALS = re.compile(r"(\d{1,15}-[0-9a-f]{12}( (?!$)|$))*")
REPEATED = ("audience", "key", "files", "members")
TIMES = ("issued", "expires", "revoked", "since", "until", "announced")


def new_ledger(path: str | Path, plan: Plan) -> Ledger:
    """Write an empty ledger for the plan's site, and return it.

    Raises:
        InputError: Something stands there already, or it cannot be written.
    """
    if Path(path).exists():
        raise InputError(Fault("", "a file that exists", "a new file"), source=str(path))
    ledger = Ledger(format=FORMAT, of=plan.id, site=plan.site.public_url)
    save_ledger(path, ledger)
    return ledger


def load_ledger(path: str | Path, plan: Plan | None = None) -> Ledger:
    """Return the ledger that the file holds, of the plan where one is given.

    Raises:
        InputError: It is missing, damaged, readable by others, of a newer format, or of another plan or site.
    """
    source = str(path)
    raw = _read(Path(path), source)
    if isinstance(raw, dict) and isinstance(raw.get("format"), int) and raw["format"] != FORMAT:
        raise InputError(Fault("format", str(raw["format"]), f"{FORMAT}, which this version reads"), source=source)
    ledger = structure(raw, Ledger, source=source)
    raise_faults(_unsound(ledger), source=source)
    if plan is not None:
        wanted = (("of", ledger.of, plan.id), ("site", ledger.site, plan.site.public_url))
        raise_faults(
            (Fault(name, repr(found), repr(due)) for name, found, due in wanted if found != due), source=source
        )
    return ledger


def _read(place: Path, source: str) -> object:
    """Return what the file says, if only its owner reads it."""
    try:
        _of_owner_alone(place, source)
        # No name holds the text while it is read: that of a nation has a quarter of a gigabyte.
        return json.loads(place.read_bytes(), object_hook=_Tables().read)
    except InputError:
        raise
    except OSError as error:
        expected = "a ledger; `electsched links new` writes one"
        raise InputError(Fault("", os_cause(error), expected), source=source) from error
    except (RecursionError, ValueError) as error:
        raise InputError(Fault("", f"no ledger: {error}", "the file that `publish` wrote"), source=source) from error


def _of_owner_alone(place: Path, source: str) -> None:
    mode = place.stat().st_mode
    if os.name == "posix" and mode & OTHERS:
        fault = Fault("", f"a file of mode {stat.S_IMODE(mode):04o}", "0600, its owner's alone")
        raise InputError(fault, source=source)


def _unsound(ledger: Ledger) -> Iterator[Fault]:
    """Yield each address that is easily guessed or leads out of its place: what stands there is removed one day.

    And each file that is there twice, and each text of seals that are none.
    """
    for index, grant in enumerate(ledger.grants):
        if not TOKEN.fullmatch(grant.token):
            expected = "the address that `publish` made: at least 22 letters, digits, - and _"
            yield Fault(f"grants[{index}].token", "another", expected)
        seen: set[str] = set()
        for number, path in enumerate(grant.files):
            place = f"grants[{index}].files[{number}]"
            if not FILE.fullmatch(path):
                yield Fault(place, f"{path!r}, which leads out of the site", "a page or a calendar")
            if path in seen:
                yield Fault(place, f"{path!r}, which is there twice", "each file once")
            seen.add(path)
        if not SEALS.fullmatch(grant.seals) or grant.seals.count("-") > len(grant.files):
            yield Fault(f"grants[{index}].seals", "others", "those that `publish` wrote, or none")


class _Tables:
    """Reads the tables of a ledger; what many of them say is kept once, for a nation has a million of them."""

    def __init__(self) -> None:
        self._moments: dict[str, datetime] = {}
        self._texts: dict[str, str] = {}

    def read(self, found: dict[str, Any]) -> dict[str, Any]:
        """Return the table with its moments read, and without what is null."""
        return {
            name: self._moment(value) if name in TIMES else self._once(value) if name in REPEATED else value
            for name, value in found.items()
            if value is not None
        }

    def _moment(self, value: object) -> object:
        """Return the moment; what is none as it is, to be refused with its place when all is read."""
        if not isinstance(value, str):
            return value
        if value not in self._moments:
            try:
                self._moments[value] = datetime.fromisoformat(value)
            except ValueError:
                return value
        return self._moments[value]

    def _once(self, value: object) -> object:
        if isinstance(value, list):
            return [self._once(each) for each in value]
        return self._texts.setdefault(value, value) if isinstance(value, str) else value


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
        raise InputError(Fault("", os_cause(error), "a file that can be written"), source=str(path)) from error
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


_encoded = json.JSONEncoder(default=datetime.isoformat).encode
"""Made once: for each line of its own it takes longer than the line."""


def _lines(ledger: Ledger) -> Iterator[str]:
    """Yield the ledger as JSON, a line for each address and for each calendar: there may be very many."""
    said = {name: getattr(ledger, name) for name in ("format", "of", "site")}
    yield f"{json.dumps(said)[:-1]},\n"
    for name, rows in (("grants", ledger.grants), ("held", ledger.held)):
        yield f'"{name}": [\n'
        fields = [field.name for field in attrs.fields(Grant if name == "grants" else Held)]
        for number, row in enumerate(rows):
            said = {field: getattr(row, field) for field in fields}
            yield f"{',' if number else ''}{_encoded(said)}\n"
        yield "],\n" if name == "grants" else "]}\n"
