"""The folders of the package and the direction of its imports, as the architecture page states them."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from fnmatch import fnmatch
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

import electsched

ROOT = Path(electsched.__file__).parent
FOLDERS = (
    "phrases",
    "errors",
    "values",
    "timespan",
    "i18n",
    "law",
    "timeline",
    "operation",
    "staffing",
    "roster",
    "calendars",
    "pages",
    "loaders",
    "stores",
    "publishing",
    "serving",
    "cli",
)
"""Every folder, and the four modules of the root, in the order of imports: each imports only what comes before it."""

MODULES_PER_FOLDER = 16
LINES_PER_MODULE = 350

IMPORTERS = {"import_module", "resolve_name", "__import__", "spec_from_file_location"}
"""Functions that import a module by its name, which is their first argument."""

LAZY = {
    ("__init__", "*"): "a public name is used: its module, as the stub says",
    ("__init__", "importlib.metadata"): "the version is asked for",
    ("calendars/feed", "electsched.calendars.ical"): "a calendar is asked for as a value of icalendar",
    ("calendars/published_event", "icalendar"): "the text of a published event is read",
    ("calendars/writer", "electsched.calendars.ical"): "an event is in UTC by another name, or has no usual values",
    ("cli/changes/who_can", "electsched.cli.roster"): "another command of the group is asked for",
    ("cli/explain", "electsched.timeline.bounds"): "a stage has no date",
    ("cli/language/commands", "shutil"): "help is printed",
    ("cli/language/messages", "click.*"): "the messages of click are in another language: the modules that have them",
    ("cli/main", "electsched.cli.*"): "a command runs: its module alone",
    ("cli/main", "electsched.loaders.word_files.words"): "a file of words is handed in",
    ("cli/output", "json"): "an answer is data",
    ("cli/output", "rich.box"): "a table is printed",
    ("cli/output", "rich.console"): "a table is printed, or a progress bar is shown",
    ("cli/output", "rich.progress"): "the work takes longer than a second",
    ("cli/output", "rich.table"): "a table is printed",
    ("cli/output", "shutil"): "a table is printed",
    ("cli/language/lines", "shutil"): "lines are folded for a terminal",
    ("cli/language/lines", "textwrap"): "a line is folded for a terminal",
    ("cli/published", "electsched.publishing.records"): "a site is read",
    ("loaders/plan_files/given_roster", "electsched.loaders.plan_files.roster_grid"): "the duties are in a file",
    ("errors", "difflib"): "a name does not exist",
    (
        "law/calendar_systems",
        "convertdate",
    ): "a rule names a Persian or an Ethiopian month; it is optional",
    ("i18n/languages", "*"): "a language is asked for: its modules alone",
    ("law/calendar_systems", "hijridate"): "a rule names a Hijri month; it is optional",
    ("law/calendar_systems", "nepali_datetime"): "a rule names a Nepali month; it is optional",
    ("law/calendar_systems", "pyluach.hebrewcal"): "a rule names a Hebrew month; it is optional",
    ("law/rules/evaluation", "dateutil.easter"): "a rule rests on Easter",
    ("law/rules/hints", "difflib"): "a rule has a word that the language does not have",
    ("loaders/late_calendars", "electsched.loaders.work_calendar"): "a day of a built-in calendar is asked for",
    ("loaders/law_files/statutes", "electsched.loaders.work_calendar"): "a state picks the holidays",
    ("loaders/laws", "electsched.loaders.law_files.overlay_files"): "an election has a law of its own",
    ("loaders/laws", "electsched.loaders.law_files.readable"): "a law is a file of its own, which is checked",
    ("loaders/laws", "electsched.loaders.work_calendar"): "an election has holidays of its own",
    ("loaders/plan", "electsched.loaders.word_files.words"): "a plan names a file of words",
    ("loaders/work_calendar", "*"): "holidays of a country are asked for: its module without those of all countries",
    ("loaders/sheets/writer", "openpyxl"): "a workbook is written; the library is optional",
    ("loaders/sheets/writer", "openpyxl.styles"): "a workbook is written; the library is optional",
    ("loaders/sheets/writer", "openpyxl.utils"): "a workbook is written; the library is optional",
    ("loaders/sheets/workbooks", "openpyxl"): "a list is a workbook; the library is optional",
    ("pages/qr", "segno"): "a code is drawn, which most publications of a site do not",
    (
        "roster/assignment/assign",
        "electsched.roster.assignment.fair.closing",
    ): "counting does not prove a roster fairest",
    ("roster/assignment/assign", "electsched.roster.assignment.solver"): "the solver is asked; ortools is optional",
    ("roster/assignment/assign", "electsched.roster.assignment.weighted.conflict"): "no roster was constructed",
    ("roster/assignment/assign", "electsched.roster.assignment.weighted.search"): "a roster has a cost",
    (
        "roster/assignment/repair/repair",
        "electsched.roster.assignment.repair.search",
    ): "insertions do not suffice; the solver is optional",
    ("roster/assignment/result", "pandas"): "a frame is asked for; pandas is optional",
    ("roster/cyclic/search", "ortools.sat.python"): "a cyclic plan is searched for; the solver is optional",
    ("roster/duty", "pandas"): "a frame is asked for; pandas is optional",
    ("staffing/demand", "pandas"): "a frame is asked for; pandas is optional",
    ("staffing/report", "pandas"): "a frame is asked for; pandas is optional",
    ("stores/remote", "fsspec"): "a site is written to an address; fsspec is optional",
    ("timespan", "pendulum"): "a moment is made, which most dates are not",
    ("timespan", "zoneinfo"): "a zone is looked up, which most dates do not need",
    ("timeline/resolve", "electsched.timeline.repetition"): "a statute is resolved, which is repeated for other days",
    ("timeline/timeline", "electsched.timeline.chart"): "a picture is asked for",
    ("timeline/timeline", "pandas"): "a frame is asked for; pandas is optional",
}
"""The only imports inside functions and by a name, with the moment at which each is loaded; * is a part of the name."""

IMPURE = ("loaders", "stores", "publishing", "serving", "cli")
"""The folders that may use files, the clock, the environment, chance or the network."""

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
        "pkgutil",
        "platform",
        "random",
        "secrets",
        "shutil",
        "socket",
        "sqlite3",
        "subprocess",
        "sys",
        "tempfile",
        "threading",
        "time",
        "urllib",
    ]
)
LANGUAGE_LOOKUP = ("i18n/languages", "pkgutil")
"""The only exception: the languages are the modules of their folder, so that a further one is one module."""
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

MODULES = sorted(path.relative_to(ROOT).with_suffix("").as_posix() for path in ROOT.rglob("*.py"))
INSIDE = [module for module in MODULES if module != "__init__"]


def _tree(module: str) -> ast.Module:
    return ast.parse((ROOT / f"{module}.py").read_text(encoding="utf-8"))


def _imports(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        assert node.level == 0, "relative imports hide the folder that they import from"
        yield str(node.module)
        yield from (f"{node.module}.{alias.name}" for alias in node.names if _is_module(f"{node.module}.{alias.name}"))
    elif isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] in IMPORTERS:
        yield _name_pattern(node.args[0] if node.args else node)


def _name_pattern(name: ast.expr) -> str:
    """Return the name of a module in the code, with * for each part that is computed."""
    if isinstance(name, ast.JoinedStr):
        return "".join(map(_name_pattern, name.values)).removesuffix(":")
    return str(name.value) if isinstance(name, ast.Constant) else "*"


def _is_module(name: str) -> bool:
    return name.startswith("electsched.") and _module_of(name) in MODULES


def _module_of(name: str) -> str:
    path = name.partition(".")[2].replace(".", "/")
    return path if path in MODULES else f"{path}/__init__".lstrip("/")


def _imported_modules(module: str) -> set[str]:
    """Return the modules of the package that a module imports, or may import by a name that is computed."""
    names = {name for node in ast.walk(_tree(module)) for name in _imports(node) if name.split(".")[0] == "electsched"}
    folders = [name.partition(".")[2].replace(".", "/") for name in names if "*" in name]
    by_name = {other for other in INSIDE for folder in folders if fnmatch(other, folder)}
    return {_module_of(name) for name in names if "*" not in name} | by_name - {module}


def _folder(module: str) -> str:
    return module.partition("/")[0]


def test_folders_are_the_listed_ones() -> None:
    """The list names each folder and root module, and nothing else."""
    assert sorted(FOLDERS) == sorted({_folder(module) for module in INSIDE})


@pytest.mark.parametrize("module", INSIDE)
def test_imports_go_down_the_list_of_folders(module: str) -> None:
    """A module imports from its own folder or from one that is listed before it."""
    allowed = FOLDERS[: FOLDERS.index(_folder(module)) + 1]
    imported = _imported_modules(module) - {"__init__"}
    assert [name for name in sorted(imported) if _folder(name) not in allowed] == []
    # Only the command line uses the public door.
    assert "__init__" not in _imported_modules(module) or _folder(module) == "cli"


def test_no_cycles_within_a_folder() -> None:
    """The modules can be sorted so that each imports only earlier ones."""
    graph = {module: _imported_modules(module) - {"__init__", module} for module in INSIDE}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(f"these modules import each other: {error.args[1]}")


def test_folders_hold_at_most_sixteen_modules() -> None:
    """A folder with more modules cannot be read as a list."""
    counts: dict[str, int] = {}
    for module in INSIDE:
        folder, _, name = module.rpartition("/")
        counts[folder] = counts.get(folder, 0) + (name != "__init__")
    assert {folder: count for folder, count in counts.items() if count > MODULES_PER_FOLDER} == {}


@pytest.mark.parametrize("module", MODULES)
def test_modules_are_short(module: str) -> None:
    """A module is read in one sitting."""
    assert len((ROOT / f"{module}.py").read_text(encoding="utf-8").splitlines()) <= LINES_PER_MODULE


def test_roster_checks_share_nothing_with_roster_makers() -> None:
    """The check of a roster and the rotation that makes one do not import each other, directly or through others."""
    makers, checks = {"roster/rotation", "roster/work_time"}, {"roster/findings", "roster/timed_duty", "roster/check"}
    assert not {name for check in checks for name in _reachable(check)} & makers
    assert not {name for maker in makers for name in _reachable(maker)} & checks


def _reachable(module: str) -> set[str]:
    reached: set[str] = set()
    pending = [module]
    while pending:
        imported = _imported_modules(pending.pop()) - reached
        reached |= imported
        pending += imported
    return reached


@pytest.mark.parametrize("module", MODULES)
def test_imports_stand_at_the_top(module: str) -> None:
    """An import inside a function or by a name is one of the few that load something on first use."""
    inside = {
        (module, name)
        for function in ast.walk(_tree(module))
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        for node in ast.walk(function)
        for name in _imports(node)
    }
    assert inside - set(LAZY) == set()


@pytest.mark.parametrize(
    ("call", "name"),
    [
        ('import_module("electsched.cli.roster")', "electsched.cli.roster"),
        ('importlib.import_module(f"electsched.cli.{key}")', "electsched.cli.*"),
        ('pkgutil.resolve_name(f"{name}:")', "*"),
        ("__import__(name)", "*"),
        ("spec_from_file_location(name, path)", "*"),
    ],
)
def test_import_by_a_name_is_an_import(call: str, name: str) -> None:
    """A call that imports a module is in the list too; each part of the name that is computed is a *."""
    assert [name for node in ast.walk(ast.parse(call)) for name in _imports(node)] == [name]


def test_listed_lazy_imports_exist() -> None:
    """Each import that the list excuses is still in the code."""
    imports = {(module, name) for module in MODULES for node in ast.walk(_tree(module)) for name in _imports(node)}
    assert set(LAZY) - imports == set()


@pytest.mark.parametrize("module", [module for module in INSIDE if _folder(module) not in IMPURE])
def test_pure_folders_touch_nothing_outside(module: str) -> None:
    """No module of a pure folder reads a file, the clock, chance or the environment, or writes anything."""
    uses: list[str] = []
    for node in ast.walk(_tree(module)):
        imports = [name for name in _imports(node) if (module, name) != LANGUAGE_LOOKUP]
        uses += [name for name in imports if name.partition(".")[0] in FORBIDDEN_MODULES]
        if isinstance(node, ast.Name) and node.id in FORBIDDEN_NAMES:
            uses.append(node.id)
        if isinstance(node, ast.Attribute) and node.attr in FORBIDDEN_ATTRIBUTES:
            uses.append(node.attr)
    assert uses == []


@pytest.mark.parametrize("module", INSIDE)
def test_modules_have_a_docstring_and_all(module: str) -> None:
    """A module says what it is for and lists its public names; a folder's `__init__` has the docstring alone."""
    tree = _tree(module)
    assert ast.get_docstring(tree)
    names = {
        target.id
        for node in tree.body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    assert module.endswith("__init__") or "__all__" in names


def test_data_is_data() -> None:
    """The folder of data has laws, elections, plans and configuration, and no code."""
    kinds = {path.suffix for path in (ROOT / "data").rglob("*") if path.is_file()}
    assert kinds == {".conf", ".toml"}


def test_architecture_page_lists_the_folders() -> None:
    """The page lists the folders in the order that is tested here, and fits one screen of 40 lines."""
    page = (Path(__file__).parents[1] / "docs" / "architecture.md").read_text(encoding="utf-8")
    listed = re.findall(r"^\| `([a-z_0-9]+)(?:/|\.py)`", page, re.MULTILINE)
    assert listed == list(FOLDERS)
    assert len(page.splitlines()) <= 40


def _types(module: str) -> Iterator[str]:
    """Yield the public classes and the aliases of types that a module defines."""
    for node in _tree(module).body:
        if isinstance(node, ast.ClassDef):
            names = [node.name]
        elif isinstance(node, ast.Assign):
            names = [target.id for target in node.targets if isinstance(target, ast.Name)]
        else:
            continue
        yield from (name for name in names if name[0].isupper() and not name.isupper())


def test_no_name_of_a_type_means_two_things() -> None:
    """A class or an alias that another module may import has a name of its own in the whole package."""
    modules = defaultdict[str, list[str]](list)
    for module in INSIDE:
        for name in _types(module):
            modules[name].append(module)
    assert {name: places for name, places in modules.items() if len(places) > 1} == {}


def test_publication_is_told_in_one_module_that_imports_few() -> None:
    """Whoever reads `publish` has at most a dozen modules of the package to look up."""
    names = (name for node in _tree("publishing/publish").body for name in _imports(node))
    assert len({name for name in names if name.startswith("electsched.")}) <= 12
