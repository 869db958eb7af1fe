"""An error in the language of its reader."""

from __future__ import annotations

from electsched.errors import ElectschedError, Fault
from electsched.i18n.languages import fault_templates

__all__ = ["error_text", "fault_text"]


def error_text(error: ElectschedError, language: str) -> str:
    """Return all faults of an error in a language, one line for each; keys, file names and values stay as they are.

    Raises:
        UnknownNameError: The package has no words in that language.
    """
    return error.as_phrase().translated(fault_templates(language))


def fault_text(fault: Fault, language: str) -> str:
    """Return one fault in a language.

    Raises:
        UnknownNameError: The package has no words in that language.
    """
    return fault.as_phrase().translated(fault_templates(language))
