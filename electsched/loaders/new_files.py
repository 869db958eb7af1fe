"""Write a file to start from, in place of no other file."""

from __future__ import annotations

import re
from pathlib import Path

from electsched.errors import Fault, InputError, os_cause
from electsched.phrases import phrase, quoted

__all__ = ["checked_name", "write_new_file"]

_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")


def checked_name(path: str | Path) -> str:
    """Return the name of a new file, which can stand in a line of text.

    Raises:
        InputError: The name has a line break, a tab or another control character.
    """
    name = Path(path).name
    if _CONTROL.search(name):
        fault = Fault("", phrase("the name {name}", name=quoted(name)), phrase("a name without line breaks and tabs"))
        raise InputError(fault, source=repr(str(path)))
    return name


def write_new_file(path: str | Path, text: str) -> Path:
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
