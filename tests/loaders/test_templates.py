"""Templates are compiled once, and never taken for others."""

from __future__ import annotations

import stat
from pathlib import Path
from types import CodeType

import jinja2
import pytest

from electsched.loaders.templates import CompiledTemplates


def _rendered(folder: Path, text: str, *, trim_blocks: bool = False) -> str:
    environment = jinja2.Environment(
        loader=jinja2.DictLoader({"a.html": text}),
        autoescape=True,
        bytecode_cache=CompiledTemplates(folder),
        trim_blocks=trim_blocks,
    )
    return environment.get_template("a.html").render(value="<b>")


@pytest.fixture
def compiled(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return a list to which each text is added that jinja compiles."""
    texts: list[str] = []
    compile_template = jinja2.Environment.compile

    def noted(environment: jinja2.Environment, source: str, name: str, filename: str) -> CodeType:
        texts.append(source)
        return compile_template(environment, source, name, filename)

    monkeypatch.setattr(jinja2.Environment, "compile", noted)
    monkeypatch.setattr("sys.dont_write_bytecode", False)
    return texts


def test_template_is_compiled_once(tmp_path: Path, compiled: list[str]) -> None:
    """A second process reads the code that the first one wrote."""
    assert [_rendered(tmp_path / "new", "{{ value }}") for _ in range(2)] == ["&lt;b&gt;"] * 2
    assert compiled == ["{{ value }}"]


def test_changed_template_is_compiled_again(tmp_path: Path, compiled: list[str]) -> None:
    """The code of the old text is not taken for that of the new one."""
    assert [_rendered(tmp_path, text) for text in ("1{{ value }}", "2{{ value }}")] == ["1&lt;b&gt;", "2&lt;b&gt;"]
    assert len(compiled) == 2


def test_code_under_other_options_or_another_jinja_is_not_used(
    tmp_path: Path, compiled: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same text means other code if blocks are trimmed, and another version may compile it otherwise."""
    text = "{% if value %}\n{{ value }}{% endif %}"
    assert _rendered(tmp_path, text) == "\n&lt;b&gt;"
    assert _rendered(tmp_path, text, trim_blocks=True) == "&lt;b&gt;"
    monkeypatch.setattr("electsched.loaders.templates.version", lambda _: "0.0")
    assert _rendered(tmp_path, text, trim_blocks=True) == "&lt;b&gt;"
    assert len(compiled) == 3


@pytest.mark.parametrize("damage", [b"", b"x", b"x" * 4000])
def test_damaged_file_is_compiled_again(tmp_path: Path, compiled: list[str], damage: bytes) -> None:
    """A file that was cut off or overwritten is written anew."""
    _rendered(tmp_path, "{{ value }}")
    (file,) = tmp_path.iterdir()
    file.write_bytes(damage)
    assert [_rendered(tmp_path, "{{ value }}") for _ in range(2)] == ["&lt;b&gt;"] * 2
    assert len(compiled) == 2


def test_file_that_was_cut_off_is_compiled_again(tmp_path: Path, compiled: list[str]) -> None:
    """A full disk or a loss of power may leave any first part of a file."""
    _rendered(tmp_path, "{{ value }}")
    (file,) = tmp_path.iterdir()
    whole = file.read_bytes()
    for size in range(0, len(whole), 7):
        file.write_bytes(whole[:size])
        assert _rendered(tmp_path, "{{ value }}") == "&lt;b&gt;"
        assert file.read_bytes() == whole
    assert len(compiled) == 1 + len(range(0, len(whole), 7))


def test_file_is_readable_as_its_folder(tmp_path: Path, compiled: list[str]) -> None:
    """If an administrator published first, the others need not compile, and cannot write."""
    for number, folder_mode, mode in ((1, 0o755, 0o644), (2, 0o700, 0o600), (3, 0o775, 0o644)):
        folder = tmp_path / str(number)
        folder.mkdir()
        folder.chmod(folder_mode)
        _rendered(folder, "{{ value }}")
        assert [stat.S_IMODE(file.stat().st_mode) for file in folder.iterdir()] == [mode]
    assert len(compiled) == 3


def test_code_is_not_written_if_python_writes_none(
    tmp_path: Path, compiled: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """``PYTHONDONTWRITEBYTECODE`` and ``-B`` hold for templates too."""
    monkeypatch.setattr("sys.dont_write_bytecode", True)
    assert _rendered(tmp_path, "{{ value }}") == "&lt;b&gt;"
    assert not [*tmp_path.iterdir()]
    assert len(compiled) == 1


def test_page_is_rendered_if_no_code_can_be_written(tmp_path: Path, compiled: list[str]) -> None:
    """A package that was installed for all users is read-only for each of them; here its folder is a file."""
    (tmp_path / "file").touch()
    assert _rendered(tmp_path / "file" / "folder", "{{ value }}") == "&lt;b&gt;"
    assert len(compiled) == 1
