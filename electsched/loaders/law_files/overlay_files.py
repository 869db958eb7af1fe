"""The law for one election, read from its file and laid over its statute."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from electsched.errors import Fault, InputError, raise_faults
from electsched.law.overlays import Overlay, with_overlay
from electsched.law.statute import Statute
from electsched.loaders.checks.repeat_checks import entry_repeat_faults
from electsched.loaders.checks.value_checks import head_faults
from electsched.loaders.inheritance import with_default_instrument
from electsched.loaders.law_files.overlay_keys import OVERLAY_KEYS
from electsched.loaders.law_files.readable_overlays import all_faults, readable_faults
from electsched.loaders.toml import read_fields

__all__ = ["laid_over", "read_overlay"]


def read_overlay(
    table: Mapping[str, Any], source: str, overlaid: Callable[[str, tuple[Fault, ...]], Statute]
) -> tuple[Overlay, Statute]:
    """Return an overlay, and the statute over which it lies, as it is written.

    Args:
        table: The file.
        source: Its path.
        overlaid: Function that returns the statute of a name, or raises an error with the faults it is given besides.
    """
    raw = with_default_instrument(table)
    fields = read_fields(raw, OVERLAY_KEYS)
    faults = (*fields.faults, *head_faults(fields), *entry_repeat_faults(fields))
    raise_faults(() if "overlay" in fields.values else faults, source=source)
    statute = overlaid(fields.values["overlay"], faults)
    if faults:
        raise InputError(*faults, *readable_faults(raw, fields, statute), source=source)
    return Overlay(**fields.arguments(Overlay)), statute


def laid_over(statute: Statute, overlay: Overlay, source: str = "") -> Statute:
    """Return a statute under an overlay; one of a file is checked first.

    Raises:
        InputError: The overlay is at fault; the error names its file.
    """
    if source:
        raise_faults(all_faults(statute, overlay), source=source)
    return with_overlay(statute, overlay)
