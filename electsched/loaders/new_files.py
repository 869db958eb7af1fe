"""Write a file to start from, in place of no other file."""

from __future__ import annotations

import re
from os import PathLike
from pathlib import Path

from electsched.errors import Fault, InputError, os_cause
from electsched.i18n.text import UNSAFE
from electsched.phrases import phrase, quoted

__all__ = ["checked_name", "write_new_file"]

_REFUSED = re.compile(rf"(?![\ud800-\udfff])(?:{UNSAFE.pattern}|[\n\t])")
"""What the name of a file may not have; bytes that are not UTF-8 are at fault only in a text that states it."""


def checked_name(path: str | PathLike[str]) -> str:
    """Return the name of a new file, which can stand in a line of text.

    Raises:
        InputError: The name has a line break, a tab, another control character or one that changes the direction of
            text.
    """
    name = Path(path).name
    character = _REFUSED.search(name)
    if character:
        expected = phrase("text without control characters")
        if character[0].isspace():
            expected = phrase("a name without line breaks and tabs")
        raise InputError(Fault("", phrase("the name {name}", name=quoted(name)), expected), source=repr(str(path)))
    return name


def write_new_file(path: str | PathLike[str], text: str) -> Path:
    """Write the text to a new file, and return its path.

    Raises:
        InputError: The file exists already or cannot be written, its name has control characters, or the
            text has characters that UTF-8 has not.
    """
    checked_name(path)
    try:
        data = text.encode()
    except UnicodeEncodeError as error:  # the name of a file, which the text states, may have any bytes
        fault = Fault("", phrase("bytes that are not UTF-8"), phrase("UTF-8 text"))
        raise InputError(fault, source=str(path)) from error
    try:
        with Path(path).open("xb") as file:
            file.write(data)
    except OSError as error:
        fault = Fault("", os_cause(error), phrase("a new file in a folder that can be written"))
        raise InputError(fault, source=str(path)) from error
    return Path(path)
