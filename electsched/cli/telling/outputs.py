"""Write messages as text, as rows with links that open WhatsApp, as cards with QR codes, or as files in a folder.

They contain secret addresses, so every file is readable by its owner alone.
"""

from __future__ import annotations

import stat
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from urllib.parse import quote

import attrs

from electsched.calendars.telling.editions import Editions
from electsched.calendars.telling.messages import Message
from electsched.cli.files import STDOUT, file_mode, output_target, path_errors, write_output
from electsched.errors import Fault, InputError
from electsched.i18n.languages import words
from electsched.loaders.sheets.writer import workbook_bytes
from electsched.loaders.templates import page_renderer
from electsched.pages.address_cards import address_cards
from electsched.pages.renderer import PageContext
from electsched.phrases import phrase
from electsched.roster.sheets.rows import DutyTable

__all__ = ["Work", "check_folder", "messages_text", "write_folder", "write_private"]


@attrs.frozen
class Work:
    """Messages to be written.

    Attributes:
        messages: The messages.
        record: Records them as sent.
        unlisted: The number of teams that must be told too and whose members are not known.
        uncontacted: Of messages to units or partners, the number of those without a telephone number; else None.
    """

    messages: tuple[Message, ...]
    record: Callable[[], None]
    unlisted: int = 0
    uncontacted: int | None = None


COLUMNS = ("key", "name", "phone", "whatsapp", "link", "message")
OWNER_ONLY, OWNER_ONLY_FOLDER = 0o600, 0o700


def messages_text(
    messages: Sequence[Message], form: str, editions: Editions, language: str, now: datetime
) -> str | bytes:
    """Return messages in a form: ``text``, ``csv``, ``xlsx`` or ``html``."""
    if form in {"csv", "xlsx"}:
        phrases = words(language)
        heads = tuple(phrases[f"announce.column.{column}"] for column in COLUMNS)
        table = DutyTable(phrases["announce.messages"], heads, tuple(map(_row, messages)))
        return table.to_csv() if form == "csv" else workbook_bytes([table])
    if form == "html":
        context = PageContext(language, (language,), now, editions.zone)
        readers = (message.reader for message in messages)
        return address_cards(page_renderer(), readers, operation=editions.operation, context=context).decode()
    return "\n\n".join(_with_heading(message, language) for message in messages) + "\n"


def _row(message: Message) -> tuple[str, ...]:
    reader = message.reader
    whatsapp = f"https://wa.me/{reader.phone}?text={quote(message.text)}" if reader.phone else ""
    return reader.key, reader.name, reader.phone, whatsapp, reader.link, message.text


def _with_heading(message: Message, language: str) -> str:
    phrases, reader = words(language), message.reader
    heading = phrases["announce.subject"].format(name=reader.name)
    if reader.phone:
        heading = f"{heading}. {phrases['announce.phone'].format(phone=f'+{reader.phone}')}"
    return f"=== {heading} ===\n\n{message.text}"


# --- files for their owner alone ----------------------------------------------------------------------------------


def write_private(path: str, content: str | bytes) -> None:
    """Write a file that its owner alone can read, or standard output if the path is ``-``.

    Raises:
        InputError: The file cannot be written.
    """
    if path != STDOUT:
        with path_errors(path):
            target = output_target(Path(path))
            mode = file_mode(target)
            if mode is None:
                target.touch(mode=OWNER_ONLY, exist_ok=False)
            elif stat.S_ISREG(mode):
                target.chmod(OWNER_ONLY)
    write_output(path, content)


def check_folder(path: str) -> None:
    """Return if messages can be written to a new or empty folder.

    Raises:
        InputError: It is no folder, has files, or its own folder does not exist.
    """
    folder = Path(path)
    with path_errors(path):
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise InputError(
                Fault("", phrase("a file, or a folder with files"), phrase("a new or an empty folder")), source=path
            )
        if not folder.parent.is_dir():
            raise InputError(Fault("", phrase("no folder above it"), phrase("a new or an empty folder")), source=path)


def write_folder(path: str, messages: Sequence[Message], language: str) -> None:
    """Write each message to a numbered file of a folder that its owner alone can read.

    Raises:
        InputError: A file cannot be written.
    """
    folder = Path(path)
    with path_errors(path):
        folder.mkdir(mode=OWNER_ONLY_FOLDER, exist_ok=True)
        folder.chmod(OWNER_ONLY_FOLDER)
    digits = len(str(len(messages)))
    for number, message in enumerate(messages, start=1):
        write_private(str(folder / f"{number:0{digits}}.txt"), f"{_with_heading(message, language)}\n")
