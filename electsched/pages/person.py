"""The page at a person's secret address: the person's duties by month, with no name on it."""

from __future__ import annotations

import attrs
from markupsafe import escape

from electsched.calendars.event import Event
from electsched.calendars.feed import Feed
from electsched.i18n.languages import words
from electsched.operation.plan import Plan
from electsched.pages.renderer import PageContext, Renderer
from electsched.pages.subscribe import NOTHING_SPLIT, Split, SubscribeLink, links_of, months_of, refresh_hours

__all__ = ["PersonPages"]

_HTTPS, _WEBCAL, _QR = "electsched-mark-https", "electsched-mark-webcal", "electsched-mark-qr"
"""Placeholders for the addresses and the QR code in a page that is shared by several people."""


@attrs.frozen
class _SharedPage:
    """The page of all people with the same duties, with placeholders for the addresses."""

    events: tuple[Event, ...]
    context: PageContext
    page: bytes


class PersonPages:
    """Renders the pages of the people of one plan.

    The page of the last person is kept: the next person of the same team has the same duties, and only the addresses
    differ.
    """

    def __init__(self, renderer: Renderer, plan: Plan) -> None:
        """Take the templates and the plan."""
        self._renderer, self._plan = renderer, plan
        self._shared: _SharedPage | None = None

    def page(self, feed: Feed, context: PageContext, *, split: Split = NOTHING_SPLIT) -> bytes:
        """Return the page of the person whose calendar is ``feed``; ``split`` has its months if it is too large."""
        months = split.get(feed.path, {})
        if months:
            return self._page(feed, list(links_of(feed, months)), context)
        (link,) = links_of(feed, {})
        page = self._shared_page(feed, link, context)
        for placeholder, value in ((_HTTPS, escape(link.https)), (_WEBCAL, escape(link.webcal)), (_QR, link.qr)):
            page = page.replace(placeholder.encode(), value.encode())
        return page

    def _shared_page(self, feed: Feed, link: SubscribeLink, context: PageContext) -> bytes:
        shared = self._shared
        if shared is None or shared.events is not feed.events or shared.context != context:
            marked = attrs.evolve(link, https=_HTTPS, webcal=_WEBCAL, qr=_QR)
            shared = self._shared = _SharedPage(feed.events, context, self._page(feed, [marked], context))
        return shared.page

    def _page(self, feed: Feed, links: list[SubscribeLink], context: PageContext) -> bytes:
        plan, language, conduct = self._plan, context.language, self._plan.operation.conduct
        stages = self._renderer.stages(plan.timeline, language)
        return self._renderer.render(
            "secret.html",
            context,
            refresh=refresh_hours([feed]),
            title=words(language)["page.my_duties"],
            is_provisional=any(event.body.status == "TENTATIVE" for event in feed.events),
            operation=plan.operation.name[language],
            links=links,
            months=list(months_of(feed.events, language)),
            conduct=conduct[language] if conduct else "",
            board="",
            picture=stages.picture,
            rows=stages.rows,
        )
