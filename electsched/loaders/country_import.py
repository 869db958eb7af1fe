"""Import the holidays of one country without those of all others.

`holidays.countries` imports the modules of 250 countries, which takes longer than to explain a date.
"""

from __future__ import annotations

import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import holidays
from holidays.registry import EntityLoader

__all__ = ["import_country"]

COUNTRIES = "holidays.countries"


def import_country(country: str) -> None:
    """Import the module of a country alone, so that `holidays` need not import its package of all countries.

    Nothing is imported if the package is there already, if no country has that code, or if the module builds on that of
    another country; then `holidays` imports all of them.
    """
    loader = getattr(holidays, country, None)
    if not isinstance(loader, EntityLoader):
        return
    name = loader.module_name
    if COUNTRIES in sys.modules or name in sys.modules or not name.startswith(f"{COUNTRIES}."):
        return
    path = Path(holidays.__file__).parent / "countries" / f"{name.removeprefix(COUNTRIES + '.')}.py"
    spec = spec_from_file_location(name, path)
    if spec is None or spec.loader is None or f"from {COUNTRIES}" in path.read_text(encoding="utf-8"):
        return
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    sys.modules.setdefault(name, module)
