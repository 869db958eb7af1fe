"""The keys of a file of the law for one election."""

from __future__ import annotations

from electsched.law.overlays import Overlay
from electsched.loaders.checks.value_checks import FORMAT_KEY
from electsched.loaders.law_files.keys import INSTRUMENT_KEY
from electsched.loaders.table_keys import TableKeys, table_keys

__all__ = ["OVERLAY_KEYS"]

OVERLAY_KEYS: TableKeys = {"format": FORMAT_KEY, **table_keys(Overlay), "instrument": INSTRUMENT_KEY}
"""The keys of an overlay."""
