"""The addresses of a published site."""

from __future__ import annotations

import attrs

from electsched.i18n.text import NO_WORDS, Text
from electsched.values import value_text

__all__ = ["LOCAL_URL", "Site"]

LOCAL_URL = "http://127.0.0.1:8000"
"""The address at which `electsched serve` shows a site."""


def _without_slash(url: str) -> str:
    return url.rstrip("/")


def _internal_url(site: Site) -> str:
    return f"{site.url}/internal"


def _secret_url(site: Site) -> str:
    return f"{site.url}/secret"


@attrs.frozen(kw_only=True)
class Site:
    """The addresses of the published site, and how long events and secret addresses last.

    Attributes:
        url: The address at which the site is published; a slash at its end is removed.
        internal_url: The address of its internal part; ``internal`` below ``url`` by default.
        refresh_hours: Hours after which calendar apps should ask again.
        secret_url: The address of its secret part; ``secret`` below ``url`` by default.
        retire_days: Days for which a cancelled event is still published.
        grace_days: Days for which an address that was revoked or expired still serves a last word.
        access_days: Days after the last day of the operation for which a secret address works.
        message: The template of the message with which a person gets a secret address; empty for that of the package.
        change_message: The template of the message of changes; empty for that of the package.
        unit_message: The template of the message with which a unit gets a secret address.
        unit_change_message: The template of the message of changes to a unit.
        partner_message: The template of the message with which a partner gets a secret address.
        partner_change_message: The template of the message of changes to a partner.
    """

    url: str = attrs.field(converter=_without_slash)
    internal_url: str = attrs.field(default=attrs.Factory(_internal_url, takes_self=True), converter=_without_slash)
    refresh_hours: int = 12
    secret_url: str = attrs.field(default=attrs.Factory(_secret_url, takes_self=True), converter=_without_slash)
    retire_days: int = 14
    access_days: int = 7
    grace_days: int = 14
    message: Text = NO_WORDS
    change_message: Text = NO_WORDS
    unit_message: Text = NO_WORDS
    unit_change_message: Text = NO_WORDS
    partner_message: Text = NO_WORDS
    partner_change_message: Text = NO_WORDS

    __repr__ = value_text

    @property
    def public_url(self) -> str:
        """The address of the public part, without a slash at its end."""
        return f"{self.url}/public"
