"""The words in which people are told of duties, changes and links, in English, by key."""

from __future__ import annotations

__all__ = ["WORDS"]

WORDS = {
    "telling.at_place": "{duty}, at {place}",
    "telling.change": "{kind}: {title}, {hours}",
    "telling.for_members": "{change} (for {members})",
    "telling.was": "{change} (before: {before})",
    "telling.now_with": "{change} (now: {team})",
    "telling.was_with": "{change} (before: {team})",
    "telling.notice": "{change} [{tier}]",
    "telling.people": "{change} (people: {people}, before: {before})",
    "telling.reassigned": "No longer on duty",
    "telling.released": "No longer with your organisation",
    "telling.edition": "Edition {number}, {day} at {clock}",
    "telling.nothing": "There is no change to tell.",
    "telling.marked": "Marked as told: the changes up to edition {number}, for {scope}.",
    "telling.duty": "- {hours}: {title}",
    "telling.no_duties": "- No duty is planned yet.",
    "telling.no_link": "(no private address yet; ask your unit)",
    "telling.announcement": (
        "Dear {name},\n\nYour next duties in {operation}:\n{duties}\n\nYour own page and calendar:\n"
        "{link}\n\n{how}\n\nThis address is secret and only for you. Please do not pass it on."
    ),
    "telling.change_message": (
        "Dear {name},\n\nYour duties in {operation} have changed:\n{changes}\n\nAll your duties:\n{link}"
    ),
    "telling.organisation": (
        "Dear {name},\n\nYour page and calendars in {operation}:\n{link}\n\n{how}\n\n"
        "This address is secret and only for you. Please do not pass it on."
    ),
    "telling.organisation_changes": ("Dear {name},\n\nChanges in {operation}:\n{changes}\n\nAll duties:\n{link}"),
    "telling.how": (
        "To add it on your phone, open the address and tap the button to subscribe. An iPhone offers to subscribe at "
        "once; on Android use Google Calendar or the app ICSx5. Once is enough: changes come by themselves."
    ),
    "announce.subject": "For {name}",
    "announce.phone": "Telephone: {phone}",
    "announce.cards": "Cards with private addresses",
    "announce.scan": "Scan with the camera of a phone to open your duties. This address is only for you.",
    "announce.written": "Messages written to {path}: {count}.",
    "announce.nobody": "There is nobody to write to.",
    "announce.no_links": (
        "No private link works now: publish with --links and --members first; of a time that is past, see --at."
    ),
    "announce.all_told": "Everybody was told already; --all writes to them again.",
    "announce.messages": "Messages",
    "announce.column.key": "key",
    "announce.column.name": "name",
    "announce.column.phone": "phone",
    "announce.column.whatsapp": "whatsapp",
    "announce.column.link": "link",
    "announce.column.message": "message",
    "announce.marked": "Messages marked as sent: {count}.",
    "announce.more_phones": "Other telephone numbers that cannot be read: {count}",
    "announce.unlisted": "Teams without listed members that must be told too: {count}; see electsched site changes",
    "announce.no_contact": "Units or partners whose contact in the plan is no telephone number: {count}",
    "announce.unnamed": "People without a name in a list of members: {count}; see --members",
    "links.loses": "loses this address (works until {end}; calendars there: {calendars})",
    "links.gets": "gets a new address (works until {end}); its calendars come with the next publication",
    "links.same": "keeps the address that works",
    "links.none": "has no address that works, and gets none before `links grant`",
    "links.ask_revoke": "Revoke this link?",
    "links.ask_grant": "Give this reader a link?",
    "links.ask_rotate": "Replace this link?",
    "links.no_rows": "None yet: electsched publish PLAN SITE --links FILE makes private links.",
    "links.nothing": "Nothing was changed.",
    "links.done": "Done. Publish to write the site accordingly.",
    "scope.all": "everybody",
    "scope.unit": "the unit {key}",
    "scope.team": "the team {key}",
    "scope.member": "the member {key}",
    "scope.partner": "the partner {key}",
    # --- addresses that ended ---
    "ended.revoked": "ADDRESS REVOKED",
    "ended.revoked_advice": "ask for a new one",
    "ended.revoked_text": (
        "The address of this calendar was revoked, and its duties are no longer kept up to date. Ask for a new one: "
        "{operation}."
    ),
    "ended.expired": "ADDRESS EXPIRED",
    "ended.expired_advice": "remove this subscription",
    "ended.expired_text": "The address of this calendar has expired. Ask: {operation}.",
    # --- events that are cancelled ---
    "withdrawn.cancelled": "CANCELLED",
    "withdrawn.cancelled_reason": "This is cancelled and no longer applies.",
    "withdrawn.reassigned": "NO LONGER YOURS",
    "withdrawn.reassigned_reason": "This is no longer your duty; it was given to others.",
}
