"""The templates of messages that a plan may have, and their fields."""

from __future__ import annotations

import string
from collections.abc import Iterator, Mapping

from electsched.errors import Fault
from electsched.i18n.text import Text
from electsched.phrases import phrase, verbatim

__all__ = ["FIELDS", "template_faults"]

_LINK = ("name", "operation", "link", "how")
FIELDS: Mapping[str, tuple[str, ...]] = {
    "message": (*_LINK, "duties"),
    "change_message": (*_LINK, "changes"),
    "unit_message": _LINK,
    "unit_change_message": (*_LINK, "changes"),
    "partner_message": _LINK,
    "partner_change_message": (*_LINK, "changes"),
}
"""The fields of each template of messages, by its key in ``[site]``."""


def template_faults(name: str, template: Text) -> Iterator[Fault]:
    """Yield each field that a template of the site cannot have, each lone brace, and the absence of the address.

    A field has no format: a width or a conversion would be applied to texts of any length.

    Args:
        name: The key of the template in ``[site]``, such as ``message``.
        template: The template.
    """
    path, allowed = f"site.{name}", FIELDS[name]
    expected = phrase("one of {names}", names=", ".join(f"{{{field}}}" for field in allowed))
    is_same = len(template.words) > 1 and len({text for _, text in template.words}) == 1
    for language, text in template.words[: 1 if is_same else None]:
        text_path = path if is_same else f"{path}.{language}"
        try:
            fields = list(_fields(text))
        except ValueError:
            yield Fault(
                text_path,
                phrase("a brace that closes no field"),
                phrase("fields such as {{name}}"),
            )
            continue
        unknown = [field for field in fields if field not in allowed]
        yield from (Fault(text_path, verbatim(f"{{{field}}}"), expected) for field in unknown)
        if not (unknown or "changes" in allowed or "link" in fields):
            yield Fault(text_path, phrase("no field {{link}}"), phrase("{{link}}, for the private address"))


def _fields(text: str) -> Iterator[str]:
    """Yield each field of a template as it is written, with its conversion and format.

    Raises:
        ValueError: A brace closes no field.
    """
    for _, name, form, conversion in string.Formatter().parse(text):
        if name is not None:
            yield f"{name}{f'!{conversion}' if conversion else ''}{f':{form}' if form else ''}"
