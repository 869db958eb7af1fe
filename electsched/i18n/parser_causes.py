"""The messages of the parsers of TOML, JSON and CSV as phrases, so that they are translated with the error.

The parsers are those of the standard library. A message that is not listed here stays English.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from electsched.phrases import Phrase, phrase, quoted, verbatim

__all__ = ["parser_cause"]

CAUSES = {
    # TOML
    "Invalid statement": phrase("Invalid statement"),
    "Expected newline or end of document after a statement": phrase(
        "Expected newline or end of document after a statement"
    ),
    "Cannot overwrite a value": phrase("Cannot overwrite a value"),
    "Expected ']' at the end of a table declaration": phrase("Expected ']' at the end of a table declaration"),
    "Expected ']]' at the end of an array declaration": phrase("Expected ']]' at the end of an array declaration"),
    "Expected '=' after a key in a key/value pair": phrase("Expected '=' after a key in a key/value pair"),
    "Invalid initial character for a key part": phrase("Invalid initial character for a key part"),
    "Unclosed array": phrase("Unclosed array"),
    "Unclosed inline table": phrase("Unclosed inline table"),
    "Unescaped '\\' in a string": phrase("Unescaped '\\' in a string"),
    "Invalid hex value": phrase("Invalid hex value"),
    "Escaped character is not a Unicode scalar value": phrase("Escaped character is not a Unicode scalar value"),
    "Unterminated string": phrase("Unterminated string"),
    "Invalid date or datetime": phrase("Invalid date or datetime"),
    "Invalid value": phrase("Invalid value"),
    # JSON
    "Expecting value": phrase("Expecting value"),
    "Expecting property name enclosed in double quotes": phrase("Expecting property name enclosed in double quotes"),
    "Expecting ':' delimiter": phrase("Expecting ':' delimiter"),
    "Expecting ',' delimiter": phrase("Expecting ',' delimiter"),
    "Extra data": phrase("Extra data"),
    "Unterminated string starting at": phrase("Unterminated string starting at"),
    "Invalid control character at": phrase("Invalid control character at"),
    "Invalid \\escape": phrase("Invalid \\escape"),
    "Invalid \\uXXXX escape": phrase("Invalid \\uXXXX escape"),
    "Illegal trailing comma before end of object": phrase("Illegal trailing comma before end of object"),
    "Illegal trailing comma before end of array": phrase("Illegal trailing comma before end of array"),
    # CSV
    "unexpected end of data": phrase("unexpected end of data"),
    "line contains NUL": phrase("line contains NUL"),
}
"""The messages without a value."""

_TOML_PLACE = r"(?P<cause>.*) \(at line (?P<line>\d+), column (?P<column>\d+)\)"
_TOML_END = r"(?P<cause>.*) \(at end of document\)"
_JSON_PLACE = r"(?P<cause>.*): line (?P<line>\d+) column (?P<column>\d+) \(char (?P<char>\d+)\)"
_WITH_VALUE: tuple[tuple[str, Callable[[str], Phrase]], ...] = (
    (r"Expected ('.*')", lambda text: phrase("Expected {text}", text=text)),
    (r"(?:Found invalid|Illegal) character (.*)", lambda text: phrase("Invalid character {text}", text=text)),
    (r"Cannot declare (.*) twice", lambda key: phrase("Cannot declare {key} twice", key=key)),
    (r"Duplicate inline table key (.*)", lambda key: phrase("Cannot declare {key} twice", key=key)),
    (
        r"Cannot (?:mutate immutable|redefine) namespace (.*)",
        lambda key: phrase("Cannot change the finished table {key}", key=key),
    ),
    (
        r"('.') expected after '\"'",
        lambda separator: phrase("{separator} expected after {quote}", separator=separator, quote=quoted('"')),
    ),
    (
        r"Exceeds the limit \((\d+) digits\) for integer string conversion.*",
        lambda limit: phrase("A number of more than {limit} digits", limit=limit),
    ),
    (
        r"field larger than field limit \((\d+)\)",
        lambda limit: phrase("a cell of more than {limit} characters", limit=limit),
    ),
)
"""The messages with one value, as regular expressions, and their phrases."""


def parser_cause(error: Exception) -> Phrase:
    """Return the message of a parser's error."""
    if isinstance(error, UnicodeDecodeError):
        return phrase("bytes that are not UTF-8")
    message = str(error)
    if match := re.fullmatch(_TOML_PLACE, message, re.DOTALL):
        cause = _cause(match["cause"])
        return phrase("{cause} (at line {line}, column {column})", cause=cause, line=match[2], column=match[3])
    if match := re.fullmatch(_TOML_END, message, re.DOTALL):
        return phrase("{cause} (at end of document)", cause=_cause(match["cause"]))
    if match := re.fullmatch(_JSON_PLACE, message, re.DOTALL):
        return phrase(
            "{cause}: line {line} column {column} (char {char})",
            cause=_cause(match["cause"]),
            line=match["line"],
            column=match["column"],
            char=match["char"],
        )
    return _cause(message)


def _cause(message: str) -> Phrase:
    if message in CAUSES:
        return CAUSES[message]
    for pattern, phrase_of in _WITH_VALUE:
        if match := re.fullmatch(pattern, message, re.DOTALL):
            return phrase_of(match[1])
    return verbatim(message)
