"""The keys of words that the code looks up, and the keys that exist."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import jinja2
import jinja2.nodes
import pytest

import electsched
from electsched.i18n.languages import LANGUAGES, words

ROOT = Path(electsched.__file__).parent
IN_LANGUAGES = {path for language in LANGUAGES for path in (ROOT / "i18n" / language).rglob("*.py")}
MODULES = sorted(set(ROOT.rglob("*.py")) - IN_LANGUAGES)
TEMPLATES = sorted((ROOT / "pages" / "templates").glob("*.html"))
LOOKUPS = ("translated", "said")
"""The functions that look up the key which is their first argument."""
DEFINITIONS = (("i18n", "text"), ("language", "asked"))
"""The modules of these functions."""
KEYS = frozenset(words(LANGUAGES[0]))


def _is_words(node: ast.expr) -> bool:
    """Return whether an expression is the mapping of words of a language, by its name or as a call of `words`."""
    if isinstance(node, ast.Call):
        return isinstance(node.func, ast.Name) and node.func.id == "words"
    if isinstance(node, ast.Attribute):
        return node.attr in {"_words", "_phrases"}
    return isinstance(node, ast.Name) and node.id == "phrases"


def _lookups(tree: ast.AST) -> Iterator[ast.expr]:
    """Yield the expression of each key that a module looks up."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Subscript) and _is_words(node.value):
            yield node.slice
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in LOOKUPS:
            yield node.args[0]


def _word_patterns(tree: ast.AST) -> Iterator[str]:
    """Yield the pattern of each literal key that a module passes to its method ``_word``, which adds the section."""
    sections = [
        key.values[0]
        for method in ast.walk(tree)
        if isinstance(method, ast.FunctionDef) and method.name == "_word"
        for key in _lookups(method)
        if isinstance(key, ast.JoinedStr)
    ]
    arguments = [
        node.args[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "_word"
    ]
    for section in sections:
        for key in arguments:
            branches = (key.body, key.orelse) if isinstance(key, ast.IfExp) else (key,)
            literals = [branch for branch in branches if isinstance(branch, ast.Constant | ast.JoinedStr)]
            if isinstance(section, ast.Constant):
                yield from (re.escape(str(section.value)) + name for key in literals for name in _patterns(key))


def _patterns(key: ast.expr) -> Iterator[str]:
    """Yield a regular expression for each form of a key: a literal, a literal with parts put in, or one of two."""
    if isinstance(key, ast.Constant):
        yield re.escape(str(key.value))
    elif isinstance(key, ast.JoinedStr):
        parts = [re.escape(str(part.value)) if isinstance(part, ast.Constant) else ".+" for part in key.values]
        yield "".join(parts)
    elif isinstance(key, ast.IfExp):
        yield from _patterns(key.body)
        yield from _patterns(key.orelse)
    else:
        pytest.fail(f"the key {ast.unparse(key)!r} cannot be checked; write it as a literal or an f-string")


def _template_patterns(key: jinja2.nodes.Expr) -> Iterator[str]:
    if isinstance(key, jinja2.nodes.Const):
        yield re.escape(str(key.value))
    elif isinstance(key, jinja2.nodes.Concat):
        yield "".join(
            re.escape(str(part.value)) if isinstance(part, jinja2.nodes.Const) else ".+" for part in key.nodes
        )
    elif isinstance(key, jinja2.nodes.CondExpr):
        yield from _template_patterns(key.expr1)
        if key.expr2 is not None:
            yield from _template_patterns(key.expr2)
    else:
        pytest.fail(f"a key of {key!r} cannot be checked")


def _all_patterns() -> Iterator[tuple[str, str]]:
    """Yield the file and the pattern of each key that the code and the templates look up."""
    for path in MODULES:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        yield from ((path.name, pattern) for pattern in _word_patterns(tree))
        for key in _lookups(tree):
            if (path.parent.name, path.stem) in DEFINITIONS and isinstance(key, ast.Name):
                continue  # the function looks up the key that its callers pass
            yield from ((path.name, pattern) for pattern in _patterns(key))
    for path in TEMPLATES:
        template = jinja2.Environment(autoescape=True).parse(path.read_text(encoding="utf-8"))
        for node in template.find_all(jinja2.nodes.Getitem):
            if isinstance(node.node, jinja2.nodes.Name) and node.node.name == "words":
                yield from ((path.name, pattern) for pattern in _template_patterns(node.arg))


def test_every_key_that_is_looked_up_exists() -> None:
    """Each literal key is a key of the words, and each pattern matches at least one."""
    missing = [
        (file, pattern) for file, pattern in _all_patterns() if not any(re.fullmatch(pattern, key) for key in KEYS)
    ]
    assert missing == []


def _literals() -> frozenset[str]:
    """Return every string in the code outside the languages; parts of keys that are put in come from these."""
    trees = (ast.parse(path.read_text(encoding="utf-8")) for path in MODULES)
    nodes = (node for tree in trees for node in ast.walk(tree))
    return frozenset(
        re.sub("[- ]", "_", node.value)
        for node in nodes
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ) | {str(number) for number in range(1, 13)}


def test_every_key_is_looked_up() -> None:
    """No word is left in the languages that the code no longer uses."""
    literals = _literals()
    looked_up = [re.compile(pattern.replace(".+", "(.+)")) for _, pattern in set(_all_patterns())]
    unused = [
        key
        for key in sorted(KEYS)
        if not any(
            match and literals.issuperset(match.groups()) for match in (pattern.fullmatch(key) for pattern in looked_up)
        )
    ]
    assert unused == []


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_module_contains_words_of_a_language(path: Path) -> None:
    """Outside the modules of the languages there is no mapping from a language to words."""
    literals = [
        ast.unparse(node)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Dict)
        for key in node.keys
        if isinstance(key, ast.Constant) and key.value == "en"
    ]
    assert literals == []


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_module_compares_a_language(path: Path) -> None:
    """No branch depends on the code of a language; differences between languages are in their words."""
    comparisons = [
        ast.unparse(node)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Compare) and isinstance(node.ops[0], ast.Eq | ast.NotEq)
        for operand in (node.left, *node.comparators)
        if isinstance(operand, ast.Constant) and operand.value in LANGUAGES
    ]
    assert comparisons == []
