"""Hints on words and symbols that the rule language does not have, or not at every place."""

from __future__ import annotations

from collections.abc import Iterable

from electsched.errors import perhaps
from electsched.phrases import NOTHING, Phrase, phrase

__all__ = ["hint_on"]

CUTOFF_OF_KEY = 0.79
"""Similarity from which the key of a stage is taken for a misspelt word."""
_SYMBOLS = {"plus": "+", "minus": "-", "\N{MINUS SIGN}": "-", "\N{EN DASH}": "-", "within": "between"}
_COUNTED = ("days", "day", "hours", "weeks", "months", "years", "two", "three")
_LATER = ("eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth")
_HINTS = {
    **{word: phrase("Perhaps {key!r} is meant.", key=symbol) for word, symbol in _SYMBOLS.items()},
    **{word: phrase("Write '{number}th'.", number=number) for number, word in enumerate(_LATER, 11)},
    **dict.fromkeys(_COUNTED, phrase("A count follows its stage, such as 'polling - 3 days'.")),
    **dict.fromkeys(("=", "!"), phrase("Perhaps '==' is meant, or '<=', or '>='.")),
    **dict.fromkeys(
        ("<=", ">=", "<", ">", "=="), phrase("A limit compares two days, and has its own table, [[limit]].")
    ),
    **dict.fromkeys(("before", "after"), phrase("Compare days with '<' or '>', or count, such as 'polling - 3 days'.")),
    **dict.fromkeys(("business", "weekday", "weekdays"), phrase("Count 'working days'.")),
    "is": phrase("Perhaps 'falls on' is meant, or '=='."),
    "noon": phrase("Write 12:00."),
    "midnight": phrase("Write 24:00, the end of the day, or 00:00, its beginning."),
    "/": phrase("A zone is written with capitals, such as Asia/Jakarta."),
}


def hint_on(text: str, words: Iterable[str] = (), *, previous: str = "", opening: Iterable[str] = ()) -> Phrase:
    """Return a sentence that suggests the right word, empty if none is near.

    Args:
        text: The unexpected text.
        words: The words that may be at its place.
        previous: The word before it, if it was taken for the key of a stage.
        opening: The words with which an expression may begin, for which the previous word may have been meant.
    """
    if text in _HINTS:
        return _HINTS[text]
    nearest = perhaps(text, words)
    if nearest:
        return nearest
    if previous in _HINTS:
        return _HINTS[previous]
    from difflib import get_close_matches  # noqa: PLC0415  # loaded for a fault

    meant = get_close_matches(previous, list(opening), n=1, cutoff=CUTOFF_OF_KEY)
    return phrase("Perhaps {key!r} is meant by {written!r}.", key=meant[0], written=previous) if meant else NOTHING
