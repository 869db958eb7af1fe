"""Write a file to start from, in place of no other file."""

from __future__ import annotations

from pathlib import Path

from electsched.errors import Fault, InputError, os_cause
from electsched.phrases import phrase

__all__ = ["write_new_file"]


def write_new_file(path: str | Path, text: str) -> Path:
    """Write the text to a new file, and return its path.

    Raises:
        InputError: The file exists already or cannot be written, or the text has characters that UTF-8 has not.
    """
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
