"""The keys of teams by their names for people, which lists of an office have."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import attrs

from electsched.operation.teams import Team
from electsched.values import value_text

__all__ = ["TeamNames"]


@attrs.frozen
class TeamNames:
    """The keys of teams by their key, and by their name in each language, in small letters."""

    keys: Mapping[str, frozenset[str]]

    __repr__ = value_text

    @classmethod
    def of(cls, teams: Iterable[Team]) -> TeamNames:
        """Return the names of teams."""
        keys: dict[str, set[str]] = {}
        for team in teams:
            for name in (team.key, *(words for _, words in team.name.words)):
                keys.setdefault(name.casefold(), set()).add(team.key)
        return cls({name: frozenset(sharing) for name, sharing in keys.items()})

    def key(self, name: str) -> str:
        """Return the key of the only team with that key or name; the name itself if there is none."""
        keys = self.keys.get(name.casefold(), frozenset())
        return next(iter(keys)) if len(keys) == 1 else name

    def sharing(self, name: str) -> list[str]:
        """Return the keys of the teams that have a name, in their order."""
        return sorted(self.keys.get(name.casefold(), ()))
