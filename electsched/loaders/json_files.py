"""Read JSON files."""

from __future__ import annotations

import json
from os import PathLike, fspath
from pathlib import Path

from electsched.errors import Fault, InputError, os_cause
from electsched.i18n.parser_causes import parser_cause
from electsched.phrases import phrase

__all__ = ["read_json"]


def read_json(path: str | PathLike[str]) -> object:
    """Return the plain data of a JSON file.

    Raises:
        InputError: The file cannot be read, or is not JSON.
    """
    source = fspath(path)
    try:
        data = Path(source).read_bytes()
        raw: object = json.loads(data)
        if b"\\u" in data:  # half a character can be written only so, and nobody could write it again
            json.dumps(raw, ensure_ascii=False).encode()
    except OSError as error:
        raise InputError(Fault("", os_cause(error), phrase("a JSON file that can be read")), source=source) from error
    except UnicodeEncodeError as error:
        found = phrase("half a character, such as '\\ud800'")
        raise InputError(Fault("", found, phrase("UTF-8 text")), source=source) from error
    except (ValueError, RecursionError) as error:
        raise InputError(
            Fault("", phrase("text that is not JSON: {error}", error=parser_cause(error)), phrase("valid JSON")),
            source=source,
        ) from error
    return raw
