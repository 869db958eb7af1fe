"""The messages of the command line library in the language asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module

from electsched.i18n.languages import sentences, words

__all__ = ["CLICK_MODULES", "click_in_language"]

CLICK_MODULES = ("core", "decorators", "exceptions", "formatting", "parser", "termui", "types")
"""The modules of click that print messages."""
ERROR = "Error: {message}"
"""The message in which click puts an error."""


@contextmanager
def click_in_language(language: str) -> Iterator[None]:
    """Let the messages of click be in a language while the block runs.

    It looks its messages up by gettext, from compiled files that the environment chooses; they are given here instead.
    """
    table = sentences(language)

    def looked_up(message: str) -> str:
        if message == ERROR:  # as the errors of files begin
            return f"{words(language)['error.error']}: {{message}}"
        return table.get(message, message)

    def counted(singular: str, plural: str, number: int) -> str:
        return looked_up(singular if number == 1 else plural)

    hooks: dict[str, Callable[..., str]] = {"_": looked_up, "ngettext": counted}
    modules = [import_module(f"click.{name}") for name in CLICK_MODULES]
    originals = [(module, name, getattr(module, name)) for module in modules for name in hooks if hasattr(module, name)]
    try:
        for module, name, _ in originals:
            setattr(module, name, hooks[name])
        yield
    finally:
        for module, name, function in originals:
            setattr(module, name, function)
