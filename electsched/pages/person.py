"""The pages at secret addresses: what is one unit's, partner's or person's own."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

import attrs
from markupsafe import escape

from electsched.calendars.event import Event
from electsched.calendars.feed import Feed
from electsched.i18n.words import WORDS
from electsched.operation.plan import Plan
from electsched.pages.renderer import Face, Renderer
from electsched.pages.subscribe import NOTHING_SPLIT, Link, Split, all_links, links_of, months_of, refresh_hours

__all__ = ["SecretPages"]

Audience = Literal["unit", "partner", "personal"]
_HTTPS, _WEBCAL, _QR = "electsched-mark-https", "electsched-mark-webcal", "electsched-mark-qr"
"""What stands in the page of an officer until the own address is put there."""


@attrs.frozen
class _Alike:
    """The page of officers who have the same duties, with marks in the place of an address."""

    events: tuple[Event, ...]
    face: Face
    page: bytes


class SecretPages:
    """Renders the pages of one plan's secret addresses."""

    def __init__(self, renderer: Renderer, plan: Plan) -> None:
        """Take what renders them, and of which plan they are."""
        self._renderer, self._plan = renderer, plan
        self._alike: _Alike | None = None

    def page(self, feeds: Iterable[Feed], audience: Audience, face: Face, split: Split = NOTHING_SPLIT) -> bytes:
        """Return the page at a secret address: the calendars of that unit, partner or person, and their months.

        It bears no person's name; that of an officer says no more than that the duties are the reader's own.
        """
        listed = list(feeds)
        if audience == "personal" and not split:
            return self._personal(listed[0], face)
        return self._page(listed, all_links(listed, split), audience, face)

    def _personal(self, feed: Feed, face: Face) -> bytes:
        """Return the page of an officer: that of a colleague with the same duties, with the officer's own address."""
        (link,) = links_of(feed, {})
        marked = Link(name=link.name, https=_HTTPS, webcal=_WEBCAL, file=link.file, events=link.events, qr=_QR)
        alike = self._alike
        if alike is None or alike.events is not feed.events or alike.face != face:
            alike = self._alike = _Alike(feed.events, face, self._page([feed], [marked], "personal", face))
        page = alike.page
        for mark, value in ((_HTTPS, escape(link.https)), (_WEBCAL, escape(link.webcal)), (_QR, link.qr)):
            page = page.replace(mark.encode(), value.encode())
        return page

    def _page(self, listed: list[Feed], links: list[Link], audience: Audience, face: Face) -> bytes:
        plan, language = self._plan, face.language
        own = next((feed for feed in listed if feed.kind in {"unit", "partner", "officer"}), None)
        police = audience != "partner"
        stages = self._renderer.stages(plan.timeline, language)
        return self._renderer.render(
            "secret.html",
            face,
            refresh=refresh_hours(listed),
            title=WORDS["my duties"][language] if audience == "personal" else own.name if own else "",
            operation=plan.operation.name[language],
            links=links,
            months=list(months_of(own.events, language)) if own and audience != "unit" else [],
            conduct=plan.operation.conduct[language] if police and plan.operation.conduct else "",
            board=face.path("board") if audience == "unit" else "",
            picture=stages.picture,
            rows=stages.rows,
        )
