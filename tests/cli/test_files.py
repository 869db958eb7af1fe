"""The files, devices and pipes to which commands write."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from electsched.cli.files import check_output, write_output
from electsched.cli.telling.outputs import write_private
from electsched.errors import InputError

posix = pytest.mark.skipif(sys.platform == "win32", reason="modes, named pipes and descriptors are those of POSIX")


def test_new_file_is_written(tmp_path: Path) -> None:
    """Text is written as UTF-8, and no temporary file remains."""
    write_output(tmp_path / "sheet.html", "Pemilu – é\n")
    assert (tmp_path / "sheet.html").read_bytes() == "Pemilu – é\n".encode()
    assert [path.name for path in tmp_path.iterdir()] == ["sheet.html"]


@posix
def test_new_file_has_the_mode_of_the_umask(tmp_path: Path) -> None:
    """A new file has the same mode as a file that `open` creates."""
    write_output(tmp_path / "output", b"x")
    (tmp_path / "opened").touch()
    assert (tmp_path / "output").stat().st_mode == (tmp_path / "opened").stat().st_mode


@posix
def test_regular_file_is_replaced_whole(tmp_path: Path) -> None:
    """A reader that has the old file open reads all of it, and the new file has the mode of the old one."""
    path = tmp_path / "changes.json"
    path.write_bytes(b"a long previous content")
    path.chmod(0o640)
    with path.open("rb") as reader:
        write_output(path, b"new")
        assert reader.read() == b"a long previous content"
    assert path.read_bytes() == b"new"
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


@posix
def test_failed_write_leaves_the_file_unchanged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """If the disk fails before the file is complete, the previous content and no temporary file remain."""
    path = tmp_path / "sheet.html"
    path.write_bytes(b"previous")

    def fail(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(InputError, match=r"sheet\.html: found no space left on the device"):
        write_output(path, b"new")
    assert path.read_bytes() == b"previous"
    assert list(tmp_path.iterdir()) == [path]


@posix
def test_symbolic_link_stays_and_its_target_is_written(tmp_path: Path) -> None:
    """A link to a link to a file in another folder stays a link; the file at its end has the new content."""
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "target").write_bytes(b"previous")
    (tmp_path / "folder" / "inner").symlink_to("target")
    (tmp_path / "link").symlink_to("folder/inner")
    write_output(tmp_path / "link", b"new")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "folder" / "inner").is_symlink()
    assert (tmp_path / "folder" / "target").read_bytes() == b"new"


@posix
def test_link_without_a_target_creates_the_target(tmp_path: Path) -> None:
    """As with `open`, the file that the link names is created."""
    (tmp_path / "link").symlink_to("target")
    write_output(tmp_path / "link", b"new")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "target").read_bytes() == b"new"


@posix
@pytest.mark.parametrize("write", [write_output, lambda path, content: write_private(str(path), content)])
def test_private_file_may_be_a_link_without_a_target(tmp_path: Path, write: Callable[[Path, bytes], None]) -> None:
    """A file for its owner alone has the rule of any other file: the target of the link is created."""
    (tmp_path / "link").symlink_to("target")
    write(tmp_path / "link", b"new")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "target").read_bytes() == b"new"


@posix
def test_private_target_of_a_link_is_its_owner_s_alone(tmp_path: Path) -> None:
    """A link leads to a file that nobody else can read; a loop of links is an error."""
    (tmp_path / "link").symlink_to("target")
    write_private(str(tmp_path / "link"), b"secret")
    assert stat.S_IMODE((tmp_path / "target").stat().st_mode) == 0o600  # read and write, of the owner
    (tmp_path / "loop").symlink_to("loop")
    with pytest.raises(InputError, match="a loop of symbolic links"):
        write_private(str(tmp_path / "loop"), b"secret")


@pytest.mark.parametrize("name", ["ハ" * 84, "x" * 255, "é" * 127])
def test_name_may_be_as_long_as_the_system_allows(tmp_path: Path, name: str) -> None:
    """A file system limits the bytes of a name; the temporary file of one with wide characters must not have more."""
    write_output(tmp_path / name, b"new")
    check_output(tmp_path / name)
    assert [path.name for path in tmp_path.iterdir()] == [name]


@posix
@pytest.mark.parametrize("command", ["law list", "--version", "window id/general-2024 campaign --json"])
@pytest.mark.parametrize(
    ("language", "words"), [("en", "standard output: found a closed one"), ("id", "yang tertutup")]
)
def test_closed_standard_output_is_an_error(command: str, language: str, words: str) -> None:
    """A command whose answer nobody can get does nothing, says so, and ends as for bad input."""
    script = f"exec {sys.executable} -c 'from electsched.cli.main import main; main()' {command} >&-"
    environment = {**os.environ, "LC_ALL": f"{language}.UTF-8", "LANGUAGE": language}
    run = subprocess.run(["/bin/sh", "-c", script], check=False, stderr=subprocess.PIPE, text=True, env=environment)  # noqa: S603  # our code
    assert (run.returncode, words in run.stderr) == (2, True)


@posix
def test_named_pipe_is_written_to(tmp_path: Path) -> None:
    """A reader at the other end of the pipe receives the content, and the pipe stays a pipe."""
    path = tmp_path / "pipe"
    os.mkfifo(path)
    received: list[bytes] = []
    reader = threading.Thread(target=lambda: received.append(path.read_bytes()), daemon=True)
    reader.start()
    content = b"a line of a sheet\n" * 20_000  # more than a pipe holds at a time
    write_output(path, content)
    reader.join(timeout=600)
    assert received == [content]
    assert stat.S_ISFIFO(path.stat().st_mode)


@posix
def test_device_is_written_to(tmp_path: Path) -> None:
    """The null device takes the content and stays a device, also if a symbolic link leads to it."""
    (tmp_path / "link").symlink_to("/dev/null")
    for path in (Path("/dev/null"), tmp_path / "link"):
        write_output(path, b"x")
        assert stat.S_ISCHR(path.stat().st_mode)
    assert (tmp_path / "link").is_symlink()


@posix
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="the system has no device that is always full")
def test_full_device_is_an_error() -> None:
    """A device that cannot take the content is an error of the input with its cause."""
    with pytest.raises(InputError, match=r"/dev/full: found no space left on the device"):
        write_output("/dev/full", b"x")


WRITE = "import sys; from electsched.cli.files import write_output; write_output(sys.argv[1], sys.argv[2])"


@posix
@pytest.mark.parametrize("path", ["-", "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"])
def test_standard_output_is_written_to(tmp_path: Path, path: str) -> None:
    """By any of its names, into a pipe and into a file to which a shell appends."""
    if path.startswith("/proc") and not Path(path).exists():
        pytest.skip("the system has no /proc")
    code = f"print('second ', end=''); {WRITE}; print(' last')"
    command = [sys.executable, "-c", code, path, "sheet"]
    printed = subprocess.run(command, check=True, stdout=subprocess.PIPE, timeout=600).stdout  # noqa: S603  # our code
    assert printed == b"second sheet last\n"
    log = tmp_path / "log"
    log.write_bytes(b"first ")
    with log.open("ab") as stream:
        subprocess.run(command, check=True, stdout=stream, timeout=600)  # noqa: S603  # our code
    assert log.read_bytes() == b"first second sheet last\n"


def test_folder_is_refused(tmp_path: Path) -> None:
    """The error names the path and the cause."""
    with pytest.raises(InputError, match="found a directory; expected a file that can be written"):
        write_output(tmp_path, b"x")


def test_missing_folder_is_refused(tmp_path: Path) -> None:
    """A file in a folder that does not exist is an error of the input, not a traceback."""
    with pytest.raises(InputError, match="no such file or directory"):
        write_output(tmp_path / "missing" / "sheet.html", b"x")


@posix
def test_read_only_file_is_not_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that its owner made read-only stays as it is, although its folder can be written."""
    path = tmp_path / "sheet.html"
    path.write_bytes(b"previous")
    path.chmod(0o440)
    if os.geteuid() == 0:  # root may write every file, so the answer that others get is given here
        monkeypatch.setattr(os, "access", lambda asked, mode: not (Path(asked) == path and mode == os.W_OK))
    with pytest.raises(InputError, match="permission denied"):
        write_output(path, b"new")
    assert path.read_bytes() == b"previous"
