"""The kinds of stages."""

from __future__ import annotations

__all__ = ["KINDS"]

KINDS = (
    "preparation",
    "voter_list",
    "party_registration",
    "nomination",
    "registration",
    "candidate_determination",
    "campaign",
    "quiet_period",
    "voting",
    "counting",
    "recapitulation",
    "certification",
    "dispute",
    "oath",
)
"""All kinds. The seven stages that every election has are kinds and also keys of stages."""
