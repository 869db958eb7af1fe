"""The headings by which offices name the columns of a list of people, in Indonesian and English."""

from __future__ import annotations

import re
from collections.abc import Mapping

import attrs

from electsched.loaders.sheets.table import KeyOf
from electsched.values import value_text

__all__ = ["PersonColumns", "person_key_of"]

_HEADINGS: Mapping[str, tuple[str, ...]] = {
    "key": (
        "key", "nrp", "nip", "nrp/nip", "nip/nrp", "no nrp", "nomor nrp", "nomor induk", "no induk", "nomor pegawai",
        "id", "service number", "personnel number", "staff number", "badge number",
    ),
    "team": ("team", "regu", "tim", "kelompok", "nama regu", "nama tim", "kode regu", "squad", "crew"),
    "name": ("name", "nama", "nama lengkap", "nama personel", "nama anggota", "nama petugas", "full name"),
    "rank": ("rank", "pangkat", "pangkat/golongan", "pangkat/gol"),
    "phone": (
        "phone", "no hp", "nomor hp", "hp", "no hp/wa", "no wa", "nomor wa", "wa", "whatsapp", "no telp", "no telepon",
        "nomor telepon", "telepon", "telp", "handphone", "no handphone", "phone number", "mobile", "telephone",
    ),
    "roles": ("roles", "role", "peran"),
    "language": ("language", "bahasa"),
    "note": ("note", "notes", "remarks", "remark", "keterangan", "ket", "catatan"),
}  # fmt: skip
_KEYS = {heading: key for key, headings in _HEADINGS.items() for heading in headings}
_SPACES = re.compile(r"[\s._]+")
_AROUND_SLASH = re.compile(r"\s*/\s*")


@attrs.frozen(kw_only=True)
class PersonColumns:
    """The headings of the columns of a list of people, if they are others than those that are known.

    Attributes:
        key: The heading of the personal numbers.
        team: The heading of the teams.
        name: The heading of the names.
        rank: The heading of the ranks.
        phone: The heading of the telephone numbers.
        roles: The heading of the roles.
        language: The heading of the languages.
        note: The heading of the remarks.
    """

    key: str = ""
    team: str = ""
    name: str = ""
    rank: str = ""
    phone: str = ""
    roles: str = ""
    language: str = ""
    note: str = ""

    __repr__ = value_text


def person_key_of(columns: PersonColumns) -> KeyOf:
    """Return the function that gives the key of a heading; a key with a stated column is known by no other."""
    stated = {key: heading for key, heading in attrs.asdict(columns).items() if heading}
    keys = {heading: key for heading, key in _KEYS.items() if key not in stated}
    keys |= {_normalised(heading): key for key, heading in stated.items()}
    return lambda heading: keys.get(_normalised(heading), "")


def _normalised(heading: str) -> str:
    """Return a heading in small letters, without dots, and with single spaces, none of them around a slash."""
    return _SPACES.sub(" ", _AROUND_SLASH.sub("/", heading)).strip(" :*").casefold()
