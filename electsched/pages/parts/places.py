"""The places of duties: a post or a muster with its address, a link to a map, the number to call and other facts."""

from __future__ import annotations

import re

import attrs
from jinja2.utils import url_quote

from electsched.i18n.languages import words
from electsched.operation.operation import Muster, Place
from electsched.operation.plan import Plan
from electsched.values import value_text

__all__ = ["PlaceView", "muster_key", "muster_place", "phone_number", "post_place"]

MAP = "https://www.google.com/maps/search/?api=1&query="
"""The form of address that opens a map on every device: the map app of a phone, else a page."""
_PHONE = re.compile(r"(?<![\w.])\+?\d[\d ().-]{4,}\d(?!\w)")
_MOST_DIGITS = 15  # ITU-T E.164


@attrs.frozen(kw_only=True)
class PlaceView:
    """A place as a page shows it.

    Attributes:
        key: The key of its post or muster.
        name: The name of its post or muster.
        address: Its address; empty if unknown.
        map: The address of a map; empty without an address and a position.
        phone: The telephone number in its contact; empty if there is none.
        facts: Further facts, each with its name.
    """

    key: str
    name: str
    address: str
    map: str
    phone: str
    facts: tuple[tuple[str, str], ...]

    __repr__ = value_text


def post_place(plan: Plan, post: str, language: str) -> PlaceView:
    """Return the place of a post with its equipment and contact; the contact may be that of its unit.

    Raises:
        UnknownNameError: The plan has no such post.
    """
    guard_post, phrases = plan.post(post), words(language)
    contact = (guard_post.contact or plan.unit(guard_post.unit).contact)[language]
    return PlaceView(
        key=post,
        name=guard_post.name[language],
        address=guard_post.place.address,
        map=_map(guard_post.place),
        phone=phone_number(contact),
        facts=_stated((phrases["calendar.bring"], guard_post.bring[language]), (phrases["calendar.contact"], contact)),
    )


def muster_key(muster: Muster) -> str:
    """Return the key of the place of a muster, which is no key of a post."""
    return f"muster:{muster.key}"


def muster_place(muster: Muster, language: str) -> PlaceView:
    """Return the place of a muster with its information and checklist."""
    phrases = words(language)
    checklist = ", ".join(entry.name[language] for entry in muster.checklist)
    return PlaceView(
        key=muster_key(muster),
        name=muster.name[language],
        address=muster.place.address,
        map=_map(muster.place),
        phone="",
        facts=_stated((phrases["calendar.note"], muster.text[language]), (phrases["calendar.checklist"], checklist)),
    )


def phone_number(contact: str) -> str:
    """Return the first telephone number in a contact, as digits with or without a plus; empty if there is none."""
    for match in _PHONE.finditer(contact):
        number = re.sub(r"[^\d+]", "", match[0])
        if len(number.lstrip("+")) <= _MOST_DIGITS:
            return number
    return ""


def _map(place: Place) -> str:
    query = place.address
    if place.latitude is not None and place.longitude is not None:
        query = f"{place.latitude},{place.longitude}"
    return f"{MAP}{url_quote(query, for_qs=True)}" if query else ""


def _stated(*facts: tuple[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple((label, text) for label, text in facts if text)
