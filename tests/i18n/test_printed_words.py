"""No command prints words that stand outside the catalogue of the languages."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import electsched

ROOT = Path(electsched.__file__).parent
MODULES = sorted((ROOT / "cli").rglob("*.py"))
PRINTING = {"echo", "print_line", "secho", "prompt", "confirm", "is_confirmed", "notice"}
RAISING = {"UsageError", "BadParameter", "ClickException", "BadOptionUsage", "BadArgumentUsage", "Abort"}
TABLES = {"print_table"}
LOOKUPS = {"said", "words", "counted"}
CODES = {"join", "get", "getattr", "isoformat", "strftime", "totals", "select"}
"""Calls whose literal arguments are not printed."""
LETTERS = re.compile(r"[^\W\d_]{2,}")
PATHS = re.compile(r"\w*:?/\S+")
"""Parts of addresses and paths."""


def _name(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def _parts(node: ast.AST) -> list[ast.AST]:
    """Return the parts of an expression that may become text: no keys that are looked up, and no conditions."""
    parts: list[ast.AST] = list(ast.iter_child_nodes(node))
    match node:
        case ast.Call() if _name(node) == "join":
            parts = [*node.args]
        case ast.Call() if _name(node) in LOOKUPS | CODES:
            parts = []
        case ast.Subscript() | ast.Compare():
            parts = []
        case ast.FormattedValue() | ast.DictComp():
            parts = [node.value]
        case ast.ListComp() | ast.GeneratorExp() | ast.SetComp():
            parts = [node.elt]
        case ast.Dict():
            parts = [*node.values]
        case ast.IfExp():
            parts = [node.body, node.orelse]
    return parts


def _words_in(node: ast.AST) -> Iterator[str]:
    """Yield the literal texts with words that an expression puts together."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and LETTERS.search(PATHS.sub("", node.value)):
        yield node.value
    for part in _parts(node):
        yield from _words_in(part)


def _assigned(function: ast.AST) -> dict[str, list[ast.expr]]:
    """Return the expressions that are assigned to each variable of a function."""
    values: dict[str, list[ast.expr]] = {}
    for node in ast.walk(function):
        if isinstance(node, ast.Assign):
            for target in node.targets:
                if isinstance(target, ast.Name):
                    values.setdefault(target.id, []).append(node.value)
    return values


def _printed(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Yield the line and the text of each literal that is printed, an error of usage, or a cell of a table."""
    for function in ast.walk(tree):
        if not isinstance(function, ast.FunctionDef):
            continue
        values = _assigned(function)
        for call in (node for node in ast.walk(function) if isinstance(node, ast.Call)):
            name = _name(call)
            if name in PRINTING | RAISING:
                arguments = call.args[:1]
            elif name in TABLES:
                arguments = call.args[1:]
            else:
                continue
            for argument in arguments:
                sources = [argument]
                for part in ast.walk(argument):
                    if isinstance(part, ast.Name):
                        sources += values.get(part.id, [])
                yield from ((call.lineno, text) for source in sources for text in _words_in(source))


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_commands_print_words_of_the_catalogue_alone(path: Path) -> None:
    """Each literal word that reaches the terminal is looked up in the language asked for."""
    assert list(_printed(ast.parse(path.read_text(encoding="utf-8")))) == []


@pytest.mark.parametrize(
    "code",
    [
        "click.echo('every duty is filled')",
        "click.echo(f'{count} duties')",
        "text = 'a plan'\n    click.echo(f'{path}: {text}')",
        "print_line('yes' if done else 'no')",
        "raise click.UsageError('Give a post.')",
        "rows = [(post, 'nobody')]\n    print_table(('post', 'who'), rows)",
        "click.echo(', '.join(['one', 'two']))",
    ],
)
def test_words_outside_the_catalogue_are_found(code: str) -> None:
    """The search finds words that are printed as they are, put together, or kept in a variable first."""
    assert list(_printed(ast.parse(f"def command():\n    {code}")))
