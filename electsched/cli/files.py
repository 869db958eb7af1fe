"""Write the answer of a command to the file that its option names."""

from __future__ import annotations

import errno
import os
import re
import secrets
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import click

from electsched.cli.language.asked import asked_language, said
from electsched.errors import Fault, InputError, os_cause
from electsched.i18n.error_text import error_text
from electsched.phrases import phrase

__all__ = ["STDOUT", "changes_path", "check_output", "file_mode", "output_target", "path_errors", "write_output"]

STDOUT = "-"
DESCRIPTOR = re.compile(rf"/(?:dev|proc/(?:self|{os.getpid()}))/fd/(\d+)")
"""An open descriptor of this process."""
MAX_LINKS = 40
"""Symbolic links that are followed at most, as on Linux."""
NAME_BYTES = 100
"""The most bytes of the name of a file in that of its temporary file; a file system limits bytes, not characters."""


def write_output(path: str | Path, content: bytes | str) -> None:
    """Write the content to a file, a device, a named pipe, or standard output if the path is ``-``.

    A regular file is replaced as a whole, in one step, and keeps its mode; a symbolic link stays, and its target is
    replaced. Devices, named pipes and open descriptors such as ``/dev/stdout`` are written to and never replaced. Text
    is encoded as UTF-8.

    Raises:
        InputError: The path is a directory, or cannot be written.
    """
    data = content.encode() if isinstance(content, str) else content
    if str(path) == STDOUT:
        click.echo(data, nl=False)
        return
    with path_errors(path):
        _write(Path(path), data)


def check_output(path: str | Path) -> None:
    """Return if `write_output` can write the file; nothing is left there.

    Raises:
        InputError: The path is a directory, or cannot be written.
    """
    with path_errors(path):
        target = output_target(Path(path))
        mode = file_mode(target)
        if mode is None or stat.S_ISREG(mode) or stat.S_ISDIR(mode):
            with _temporary_beside(target, mode) as temporary:
                temporary.touch(exist_ok=False)


def changes_path(path: str) -> str:
    """Return the path to which the changes are written; its suffix decides their form.

    Raises:
        click.BadParameter: No form has that suffix, or the file cannot be written.
    """
    if not path.endswith((".txt", ".csv", ".json")):
        raise click.BadParameter(said("usage.changes_file", path=repr(path)))
    try:
        check_output(path)
    except InputError as error:
        raise click.BadParameter(error_text(error, asked_language())) from error
    return path


@contextmanager
def path_errors(path: str | Path) -> Iterator[None]:
    """Raise each error of the system in the block as an `InputError` that names the path."""
    try:
        yield
    except (BrokenPipeError, InputError):
        raise  # if the reader has left, the command line ends as for standard output
    except (OSError, ValueError) as error:  # a path with a character that no path has is a ValueError
        cause = os_cause(error) if isinstance(error, OSError) else phrase("no path of a file")
        raise InputError(Fault("", cause, phrase("a file that can be written")), source=str(path)) from error


def _write(path: Path, data: bytes) -> None:
    target = output_target(path)
    descriptor = DESCRIPTOR.fullmatch(str(target))
    if descriptor:
        sys.stdout.flush()
        # A copy of the descriptor shares its position; opening the path again would overwrite from the start.
        with os.fdopen(os.dup(int(descriptor[1])), "wb") as stream:
            stream.write(data)
        return
    mode = file_mode(target)
    if mode is None or stat.S_ISREG(mode):
        _replace(target, data, mode)
        return
    with target.open("wb", buffering=0) as device:
        view = memoryview(data)
        while view:
            view = view[device.write(view) :]


def output_target(path: Path) -> Path:
    """Return the file to which symbolic links lead, or a descriptor, whose link names no path that can be opened."""
    target = Path(os.path.abspath(path))  # noqa: PTH100  # Path.resolve would follow the descriptor's link
    for _ in range(MAX_LINKS):
        if DESCRIPTOR.fullmatch(str(target)) or not target.is_symlink():
            return target
        target = target.parent.resolve() / target.readlink()
    return target


def file_mode(path: Path) -> int | None:
    """Return the kind and the permissions of a file; None if there is none."""
    try:
        return path.stat().st_mode
    except FileNotFoundError:
        return None


def _replace(path: Path, data: bytes, mode: int | None) -> None:
    with _temporary_beside(path, mode) as temporary:
        with temporary.open("xb") as file:
            if mode is not None:
                temporary.chmod(stat.S_IMODE(mode))
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)


@contextmanager
def _temporary_beside(path: Path, mode: int | None) -> Iterator[Path]:
    """Yield the path of a temporary file beside a file of this mode, and remove it unless it was moved."""
    if mode is not None and stat.S_ISDIR(mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    if mode is not None and not os.access(path, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    start = os.fsdecode(os.fsencode(path.name)[:NAME_BYTES])
    temporary = path.with_name(f".{start}.{secrets.token_hex(8)}")
    try:
        yield temporary
    finally:
        with suppress(OSError):
            temporary.unlink()
