"""The rooms of the package and the direction of its imports, as the architecture page states them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import electsched

ROOT = Path(electsched.__file__).parent

ORDER = (
    "errors",
    "text",
    "span",
    "law/__init__",
    "law/counting",
    "law/kinds",
    "law/trace",
    "law/expressions",
    "law/grammar",
    "law/rules",
    "law/statute",
    "law/versions",
    "law/soundness",
    "timeline/__init__",
    "timeline/election",
    "timeline/status",
    "timeline/limits",
    "timeline/drawing",
    "timeline/stage",
    "timeline/whatif",
    "timeline/resolve",
    "timeline/audit",
    "timeline/constraints",
    "timeline/bounds",
    "timeline/wording",
    "timeline/explain",
    "timeline/compare",
    "timeline/records",
    "timeline/data",
    "security/__init__",
    "security/force",
    "security/operation",
    "security/windows",
    "roster/__init__",
    "roster/patterns",
    "roster/named",
    "roster/cyclerules",
    "roster/cyclic",
    "roster/duties",
    "roster/policy",
    "roster/worktime",
    "security/demand",
    "security/readiness",
    "security/report",
    "security/chart",
    "roster/rotate",
    "plan",
    "roster/findings",
    "roster/stints",
    "roster/check",
    "feeds/__init__",
    "feeds/words",
    "feeds/audience",
    "feeds/events",
    "feeds/index",
    "feeds/duties",
    "feeds/zones",
    "feeds/components",
    "feeds/lines",
    "feeds/templates",
    "feeds/writer",
    "feeds/origins",
    "feeds/calendars",
    "feeds/rosters",
    "feeds/cut",
    "feeds/comparison",
    "feeds/revision",
    "feeds/months",
    "feeds/changes",
    "feeds/tables",
    "feeds/qr",
    "feeds/hub",
    "feeds/board",
    "feeds/picture",
    "feeds/stagetable",
    "feeds/rendering",
    "feeds/unittree",
    "feeds/pages",
    "feeds/secretpages",
    "feeds/sheets",
    "io/__init__",
    "io/causes",
    "io/hooks",
    "io/reading",
    "io/extending",
    "io/workdays",
    "io/catalogue",
    "io/batch",
    "io/forcecheck",
    "io/members",
    "io/plancheck",
    "io/planfile",
    "io/schema",
    "io/ledger",
    "io/ledgerfile",
    "io/sinks",
    "io/folder",
    "io/store",
    "io/journal",
    "io/claimed",
    "io/published",
    "io/running",
    "io/standing",
    "io/manifest",
    "io/parts",
    "io/editions",
    "io/report",
    "io/access",
    "io/addresses",
    "io/tasks",
    "io/sending",
    "io/piecework",
    "io/publication",
    "io/publish",
    "io/preview",
    "io/server",
    "terminal",
    "__init__",
    "options",
    "lawcommands",
    "peoplecommands",
    "sitecommands",
    "cli",
)
"""Every module, each importing only what stands before it. `__init__` names the others and loads them on first use."""

LAZY = {
    ("io/store", "fsspec"): "a site is written to an address; fsspec is optional",
    ("roster/cyclic", "ortools.sat.python"): "a cyclic plan is sought; the solver is optional",
    ("security/demand", "pandas"): "a frame is asked for; pandas is optional",
    ("timeline/stage", "pandas"): "a frame is asked for; pandas is optional",
    ("terminal", "rich.box"): "a table is printed",
    ("terminal", "rich.console"): "a table is printed, or a progress bar is shown",
    ("terminal", "rich.table"): "a table is printed",
    ("terminal", "rich.progress"): "the work takes longer than a second",
}
"""The only imports inside functions, with the moment at which each is loaded."""

OUTSIDE = ("io/", "cli", "terminal", "__init__")
"""Where the outside may be touched; the root does no more than load the rooms."""

FORBIDDEN_MODULES = frozenset(
    [
        "builtins",
        "glob",
        "importlib",
        "io",
        "locale",
        "logging",
        "multiprocessing",
        "os",
        "pathlib",
        "platform",
        "random",
        "secrets",
        "shutil",
        "socket",
        "subprocess",
        "sys",
        "tempfile",
        "threading",
        "time",
        "urllib",
    ]
)
FORBIDDEN_NAMES = frozenset({"open", "input", "print", "exec", "eval", "__import__"})
FORBIDDEN_ATTRIBUTES = frozenset(
    [
        "now",
        "today",
        "utcnow",
        "uuid1",
        "uuid4",
        "getenv",
        "environ",
        "read_text",
        "read_bytes",
        "write_text",
        "write_bytes",
        "local_timezone",
    ]
)


def _modules() -> list[str]:
    return sorted(path.relative_to(ROOT).with_suffix("").as_posix() for path in ROOT.rglob("*.py"))


def _tree(module: str) -> ast.Module:
    return ast.parse((ROOT / f"{module}.py").read_text(encoding="utf-8"))


def _imports(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        assert node.level == 0, "relative imports hide the room they come from"
        yield str(node.module)


def _rooms(tree: ast.AST) -> Iterator[str]:
    """Yield the module of the package that each import means."""
    for node in ast.walk(tree):
        for name in _imports(node):
            head, _, rest = name.partition(".")
            if head == "electsched":
                path = rest.replace(".", "/")
                yield path if path in ORDER else f"{path}/__init__".lstrip("/")


def test_every_module_has_its_place() -> None:
    """The order names each module of the package, and nothing else."""
    assert sorted(ORDER) == _modules()


@pytest.mark.parametrize("module", [module for module in ORDER if module != "__init__"])
def test_imports_go_one_way(module: str) -> None:
    """A module imports only what stands before it, which also rules out cycles."""
    before = ORDER[: ORDER.index(module)]
    assert [room for room in _rooms(_tree(module)) if room not in before] == []


def test_the_judge_of_rosters_shares_nothing_with_what_makes_them() -> None:
    """Neither imports the other, and of the plan the judge takes its values and how windows and postures are read."""
    makers, judges = {"roster/rotate", "roster/worktime"}, {"roster/findings", "roster/stints", "roster/check"}
    assert not {room for judge in judges for room in _rooms(_tree(judge))} & makers
    assert not {room for maker in makers for room in _rooms(_tree(maker))} & judges
    taken = {
        alias.name
        for judge in judges
        for node in ast.walk(_tree(judge))
        if isinstance(node, ast.ImportFrom) and node.module == "electsched.plan"
        for alias in node.names
    }
    assert taken == {"Plan", "plan_postures", "plan_windows"}


def test_the_root_loads_nothing_when_imported() -> None:
    """The root imports rooms for type checkers alone, and has no logic but to load them by name."""
    tree = _tree("__init__")
    at_run_time = [node for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom)]
    assert [name for node in at_run_time for name in _imports(node) if name.startswith("electsched")] == []


@pytest.mark.parametrize("module", ORDER)
def test_imports_stand_at_the_top(module: str) -> None:
    """An import inside a function is one of the few that load something heavy on first use."""
    inside = {
        (module, name)
        for function in ast.walk(_tree(module))
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        for node in ast.walk(function)
        for name in _imports(node)
    }
    assert inside - set(LAZY) == set()


def test_what_is_loaded_late_is_still_there() -> None:
    """Each import that the list excuses exists, so that the list does not outlive its reasons."""
    inside = {(module, name) for module in ORDER for node in ast.walk(_tree(module)) for name in _imports(node)}
    assert set(LAZY) - inside == set()


@pytest.mark.parametrize("module", [module for module in ORDER if not module.startswith(OUTSIDE)])
def test_the_inside_is_pure(module: str) -> None:
    """No module inside reads a file, a clock, chance or the environment, or writes anything."""
    found: list[str] = []
    for node in ast.walk(_tree(module)):
        found += [name for name in _imports(node) if name.partition(".")[0] in FORBIDDEN_MODULES]
        if isinstance(node, ast.Name) and node.id in FORBIDDEN_NAMES:
            found.append(node.id)
        if isinstance(node, ast.Attribute) and node.attr in FORBIDDEN_ATTRIBUTES:
            found.append(node.attr)
    assert found == []


@pytest.mark.parametrize("module", [module for module in ORDER if module != "__init__"])
def test_every_module_says_what_it_is_for(module: str) -> None:
    """A module has a docstring, and names what it offers unless it is a folder's front page."""
    tree = _tree(module)
    assert ast.get_docstring(tree)
    names = [
        target.id
        for node in tree.body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    ]
    assert "__all__" in names or module.endswith("__init__")


def test_data_is_data() -> None:
    """The folder of data holds laws, elections, plans, templates and configuration, and no code."""
    kinds = {path.suffix for path in (ROOT / "data").rglob("*") if path.is_file()}
    assert kinds == {".conf", ".html", ".toml"}


def test_the_architecture_page_names_every_room() -> None:
    """The page lists the modules in the order that is held here."""
    page = (Path(__file__).parents[1] / "docs" / "architecture.md").read_text(encoding="utf-8")
    listed = re.findall(r"^\| `([a-z_/]+)` \|", page, re.MULTILINE)
    assert listed == [module for module in ORDER if not module.endswith("/__init__")]
