"""Scripts outside the package as modules: the examples, and those that write the documentation."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

__all__ = ["DOCS", "EXAMPLES", "script"]

DOCS = Path(__file__).parents[1] / "docs"
EXAMPLES = DOCS.with_name("examples")


def script(path: Path) -> ModuleType:
    """Return a new module of a script; ``sys.modules`` has it by the stem of its name, where dataclasses look it up."""
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module
