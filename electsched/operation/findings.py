"""Values of a plan that the planner should look at before it is published."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any, Literal

import attrs

from electsched.i18n.text import Text, translated
from electsched.operation.site import Site
from electsched.operation.teams import Member
from electsched.operation.telephone import international_number
from electsched.values import value_text

__all__ = ["Finding", "example_addresses", "unread_phones"]

EXAMPLE_HOSTS = frozenset(("example.com", "example.net", "example.org", "example", "invalid", "test"))
"""Names that are reserved for examples and open nowhere (RFC 2606)."""
_HOST = re.compile(r"https?://([^/:?#]+)", re.IGNORECASE)


@attrs.frozen(kw_only=True)
class Finding:
    """A value of a plan that the planner should look at; the calculation goes on.

    Attributes:
        code: Its kind.
        path: The window, the field or the cell that it concerns.
        text: Its description.
    """

    code: Literal["announced_days", "official_differs", "outside_declared", "example_address", "phone"]
    path: str
    text: Text = attrs.field(repr=False)

    __repr__ = value_text

    def to_dict(self) -> dict[str, Any]:
        """Return the finding as plain data; the text by language."""
        return {"code": self.code, "path": self.path, "text": dict(self.text.words)}


def example_addresses(site: Site) -> Iterator[Finding]:
    """Yield a finding for each address of a site that is still one of an example, such as that of the starter plan."""
    hosts: set[str] = set()
    for key in ("url", "internal_url", "secret_url"):
        name = _HOST.match(getattr(site, key))
        host = name[1].casefold().rstrip(".") if name else ""
        labels = host.split(".")
        is_example = not EXAMPLE_HOSTS.isdisjoint((labels[-1], ".".join(labels[-2:])))
        if is_example and host not in hosts:
            yield Finding(code="example_address", path=f"site.{key}", text=translated("operation.example", host=host))
        hosts.add(host)


def unread_phones(members: Iterable[Member]) -> Iterator[Finding]:
    """Yield a finding for each telephone number of a person that is none."""
    for member in members:
        if member.phone and not international_number(member.phone):
            text = translated("operation.phone", phone=repr(member.phone))
            yield Finding(code="phone", path=member.phone_place or member.key, text=text)
