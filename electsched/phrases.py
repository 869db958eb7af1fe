"""English phrases of errors that remember how they were put together, so that they can be said in another language.

A phrase is the English text itself. It keeps its template and its values, and the words of another language are looked
up by the template. Values that are phrases are translated with it.
"""

from __future__ import annotations

import string
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Self

__all__ = [
    "AND",
    "CHOICE",
    "NOTHING",
    "OR",
    "Phrase",
    "Template",
    "either",
    "filled",
    "joined",
    "phrase",
    "quoted",
    "row_of",
    "verbatim",
    "without_row",
]


CHOICE = "|"
"""The sign between the words for one and for any other number."""


@cache
def _choices(template: str) -> tuple[tuple[str, str, str, str], ...]:
    """Return each part of a template before a choice, and the field and the two words of the choice."""
    parts: list[tuple[str, str, str, str]] = []
    plain = ""
    for text, name, form, conversion in string.Formatter().parse(template):
        plain += text.replace("{", "{{").replace("}", "}}")
        one, is_choice, several = (form or "").partition(CHOICE)
        if is_choice:
            parts.append((plain, name or "", one, several))
            plain = ""
        elif name is not None:
            plain += "{" + name + (f"!{conversion}" if conversion else "") + (f":{form}" if form else "") + "}"
    return (*parts, (plain, "", "", ""))


def filled(template: str, values: Mapping[str, object]) -> str:
    """Return a template with its values.

    A field such as ``{hours:hour|hours}`` is the first word if its value is one, else the second.
    """
    if CHOICE not in template:
        return template.format(**values)
    text = ""
    for plain, name, one, several in _choices(template):
        text += plain.format(**values)
        if name:
            value = values[name]
            text += one if value in (1, -1) or str(value).lstrip("+-") == "1" else several
    return text


class Template(str):
    """A template whose ``format`` chooses the word for one or for any other number: ``{count:day|days}``."""

    __slots__ = ()

    def format(self, **values: object) -> str:  # type: ignore[override]  # fields have names
        """Return the template with its values."""
        return filled(str(self), values)


class Phrase(str):  # it is the text: code that prints or compares errors needs nothing else
    """An English text with its template.

    Attributes:
        template: The English template, with each value as a field of ``str.format``.
        values: The values of the fields; some may be phrases themselves.
    """

    __slots__ = ("template", "values")

    template: str
    values: Mapping[str, object]

    def __new__(cls, template: str, values: Mapping[str, object]) -> Self:
        """Return the text of the template with its values."""
        text = super().__new__(cls, filled(template, values))
        text.template = template
        text.values = values
        return text

    def __reduce__(self) -> tuple[type[Self], tuple[str, Mapping[str, object]]]:
        """Keep the template if the text goes to another process."""
        return type(self), (self.template, self.values)

    def translated(self, templates: Mapping[str, str]) -> str:
        """Return the text in another language.

        Args:
            templates: The templates of that language by the English ones; a template that is missing stays English.
        """
        template = templates.get(self.template, self.template)
        values = {
            name: value.translated(templates) if isinstance(value, Phrase) else value
            for name, value in self.values.items()
        }
        return filled(template, values)


def phrase(template: str, /, **values: object) -> Phrase:
    """Return a phrase; the template is a literal, so that a test finds it in the catalogue of each language."""
    return Phrase(template, values)


def quoted(value: object) -> Phrase:
    """Return a value of the input as Python writes it, such as ``'kpu'``; it is the same in every language."""
    return Phrase("{value}", {"value": repr(value)})


def verbatim(value: object) -> Phrase:
    """Return a value that is the same in every language, such as a number, a day or a key."""
    return value if isinstance(value, Phrase) else Phrase("{value}", {"value": str(value)})


def joined(texts: Iterable[str], separator: str = ", ") -> Phrase:
    """Return the texts as one, with the separator between them; those that are phrases are translated with it."""
    values = {f"text{number}": text for number, text in enumerate(texts)}
    return Phrase("{separator}".join(f"{{{name}}}" for name in values), {**values, "separator": separator})


def either(texts: Iterable[str]) -> Phrase:
    """Return the texts as alternatives, such as ``'a', 'b' or 'c'``."""
    *first, last = texts
    return joined((joined(first), last), OR) if first else joined([last])


def row_of(path: str) -> int:
    """Return the row of a list that a path names; 0 if it names none."""
    if not isinstance(path, Phrase):
        return 0
    row = path.values.get("row")
    if isinstance(row, int):
        return row
    return max((row_of(value) for value in path.values.values() if isinstance(value, str)), default=0)


def without_row(path: str) -> str:
    """Return a path without the number of its row: it is the same for each row of a column."""
    if not isinstance(path, Phrase):
        return path
    values = {name: without_row(value) if isinstance(value, str) else value for name, value in path.values.items()}
    return filled(path.template, values | ({"row": "#"} if "row" in values else {}))


NOTHING = Phrase("", {})
AND = phrase(" and ")
OR = phrase(" or ")
"""Separators of `joined`."""
