"""The words in which people are told of duties, changes and links, in English, by key."""

from __future__ import annotations

__all__ = ["WORDS"]

WORDS = {
    "telling.clock": "{hour}:{minute}",
    "telling.at_place": "{duty}, at {place}",
    "telling.change": "{kind}: {title}, {hours}",
    "telling.for_members": "{change} (for {members})",
    "telling.was": "{change} (before: {before})",
    "telling.now_with": "{change} (now: {team})",
    "telling.was_with": "{change} (before: {team})",
    "telling.notice": "{change} [{tier}]",
    "telling.reassigned": "Passed on",
    "telling.edition": "Edition {number}, {day} at {clock}",
    "telling.nothing": "There is no change to tell.",
    "telling.marked": "Marked as told: the changes up to edition {number}, for {scope}.",
    "scope.all": "everybody",
    "scope.unit": "the unit {key}",
    "scope.team": "the team {key}",
    "scope.member": "the member {key}",
}
