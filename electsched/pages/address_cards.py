"""Cards with private addresses as QR codes, to be printed and cut out, each for one person."""

from __future__ import annotations

from collections.abc import Iterable

from markupsafe import Markup

from electsched.calendars.telling.messages import Reader
from electsched.i18n.languages import words
from electsched.i18n.text import Text
from electsched.pages.qr import qr_svg
from electsched.pages.renderer import PageContext, Renderer

__all__ = ["address_cards"]


def address_cards(renderer: Renderer, readers: Iterable[Reader], *, operation: Text, context: PageContext) -> bytes:
    """Return the cards of all readers who have an address, each in the reader's language, as one page (A4, HTML)."""
    cards = [
        (reader, operation[reader.language], words(reader.language)["announce.scan"], Markup(qr_svg(reader.link)))  # noqa: S704  # our own
        for reader in readers
        if reader.link
    ]
    title = words(context.language)["announce.cards"]
    return renderer.render("addresses.html", context, title=title, operation=operation[context.language], cards=cards)
