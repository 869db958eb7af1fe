"""The words of pages and printouts in English, by key."""

from __future__ import annotations

__all__ = ["WORDS"]

WORDS = {
    "page.units": "Units",
    "page.posts": "Posts",
    "page.teams": "Teams",
    "page.my_duties": "My duties",
    "page.board": "Duty board",
    "page.subscribe": "Subscribe",
    "page.refresh": (
        "Calendar apps load it anew every {hours} hours; Google Calendar every 4 to 24 hours. Sudden changes are "
        "told by other means as well."
    ),
    "page.split": (
        "Some calendars are too large for calendar apps (more than 1 MB) and are split by month. Subscribe to the "
        "months that you need. The address without a month holds no more than one notice for each month: who "
        "subscribed to it before must subscribe again, to its months."
    ),
    "page.open_in_app": "Open in the calendar app",
    "page.copy": "Copy the address",
    "page.copied": "Copied",
    "page.qr": "QR code",
    "page.how": "How to subscribe",
    "page.google": "On a computer: calendar.google.com, Other calendars, plus sign, From URL, paste the https address.",
    "page.apple": "iPhone and iPad: tap the webcal link, Subscribe. Mac: Calendar, File, New Calendar Subscription.",
    "page.outlook": "Calendar, Add calendar, Subscribe from web, paste the https address.",
    "page.thunderbird": "New Calendar, On the Network, paste the https address.",
    "page.android": "With the app ICSx5: plus sign, paste the https address. Or through Google Calendar on a computer.",
    "page.keep_secret": "This address is secret and yours alone. Do not pass it on; if it got out, ask for a new one.",
    "page.today": "Today",
    "page.months": "Month by month",
    "page.coverage": "Coverage",
    "page.coverage_how": "People on duty of those needed, by post and day.",
    "page.back": "Back to the calendars",
    "page.sheet": "Duty sheet",
    "page.card": "Duty card",
    "page.name": "Name",
    "page.signature": "Signature",
    "page.place": "Place",
    "page.event": "event",
    "page.events": "events",
    "page.picture": "The stages as a picture",
    "page.table": "The stages as a table",
    "page.stage": "Stage",
    "page.first_day": "First day",
    "page.last_day": "Last day",
    "page.provision": "Provision",
    "page.no_later": "at the latest",
    "page.not_firm": "not yet certain",
    "page.provisional": "Not yet certain: the holidays of these years are estimates, and the dates may move.",
    "page.published": "Last changed",
    "page.each_unit": "Each unit has a page of its own, with the calendars of the unit, its posts and its teams.",
    "page.find": "Find a unit",
    "page.found": "found",
    "page.windows": "Security windows",
    "page.window": "Window",
    "page.declared": "Declared days",
    "page.findings": "Please note",
    "page.musters": "Musters",
    "page.conduct": "Neutrality",
    "page.internal": "For official use only",
}
