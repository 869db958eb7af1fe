"""How the properties are tested: the same cases on every run, however slow the machine.

A run by chance is a command of its own: ``pytest tests --hypothesis-profile=default``.
"""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("steady", derandomize=True, deadline=None)
settings.load_profile("steady")
