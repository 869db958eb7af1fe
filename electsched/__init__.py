"""Electoral law turned into calendars people act on.

The public names are declared in ``__init__.pyi`` alone, which type checkers read too. Each is imported on first use
(PEP 562), so that importing the package stays cheap.
"""

import re
from importlib import import_module
from pkgutil import get_data

_STUB = (get_data(__name__, "__init__.pyi") or b"").decode()
_MODULES = {name: module for module, name in re.findall(r"^from (\S+) import \w+ as (\w+)$", _STUB, re.MULTILINE)}
"""The module of each public name."""

__all__ = sorted(_MODULES)  # noqa: PLE0605  # the names of the stub


def __getattr__(name: str) -> object:
    """Import a public name on first use."""
    if name == "__version__":
        value: object = import_module("importlib.metadata").version(__name__)
    elif name in _MODULES:
        value = getattr(import_module(_MODULES[name]), name)
    else:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """Return the public names."""
    return [*__all__, "__version__"]
