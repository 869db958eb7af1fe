"""The templates of messages that a plan may have, and their fields."""

from __future__ import annotations

import string
from collections.abc import Iterator

from electsched.errors import Fault
from electsched.i18n.text import Text
from electsched.phrases import phrase, verbatim

__all__ = ["FIELDS", "template_faults"]

FIELDS = ("name", "operation", "duties", "changes", "link", "how")
"""The fields of a template of messages."""


def template_faults(path: str, template: Text) -> Iterator[Fault]:
    """Yield each field of a template that does not exist, and each lone brace, with the key path of the template."""
    expected = phrase("one of {names}", names=", ".join(f"{{{name}}}" for name in FIELDS))
    for language, text in template.words:
        try:
            fields = [field for _, field, _, _ in string.Formatter().parse(text) if field is not None]
        except ValueError:
            yield Fault(
                f"{path}.{language}",
                phrase("a brace that closes no field"),
                phrase("fields such as {{name}}"),
            )
            continue
        yield from (
            Fault(f"{path}.{language}", verbatim(f"{{{field}}}"), expected) for field in fields if field not in FIELDS
        )
