"""The dates that an election shares with another one, with their sources."""

from __future__ import annotations

import attrs

from electsched.law.citation import Source
from electsched.loaders.toml import Fields
from electsched.timeline.election import DecreedDate

__all__ = ["shared_date", "shared_sources"]


def shared_date(date: DecreedDate, linked: Fields) -> DecreedDate:
    """Return the date of a linked election as one of this election."""
    return DecreedDate(
        stage=date.stage,
        start=date.start,
        end=date.end,
        only=date.only,
        by=date.by,
        sources=tuple(_shared_key(key, linked) for key in date.sources),
        confidence=date.confidence,
        note=f"Shared with {linked.values['id']}.",
    )


def shared_sources(date: DecreedDate, linked: Fields) -> dict[str, Source]:
    """Return the sources of the date of a linked election, by their keys in this election."""
    sources = linked.values.get("source", {})
    return {
        _shared_key(key, linked): attrs.evolve(sources[key], key=_shared_key(key, linked))
        for key in date.sources
        if key in sources
    }


def _shared_key(key: str, linked: Fields) -> str:
    """Return the key of a source of a linked election, which may equal a key of this election."""
    return f"{linked.values['id']} {key}"
