"""The headings by which offices name the columns of a list of people, in Indonesian and English."""

from __future__ import annotations

import re
from collections.abc import Mapping

import attrs

from electsched.loaders.sheets.table import KeyOf
from electsched.values import value_text

__all__ = ["PERSON_EXAMPLES", "PersonColumns", "has_rank_too", "person_key_of"]

_HEADINGS: Mapping[str, tuple[str, ...]] = {
    "key": (
        "key", "nrp", "nip", "nrp/nip", "nip/nrp", "no nrp", "nomor nrp", "nomor induk", "no induk", "nomor pegawai",
        "nomor anggota", "no anggota", "id", "service number", "personnel number", "staff number", "badge number",
    ),
    "team": ("team", "regu", "tim", "kelompok", "nama regu", "nama tim", "kode regu", "regu/tim", "squad", "crew"),
    "name": (
        "name", "nama", "nama lengkap", "nama dan gelar", "nama personel", "nama personil", "nama anggota",
        "nama petugas", "full name",
    ),
    "rank": ("rank", "pangkat", "pangkat/golongan", "pangkat/gol"),
    "phone": (
        "phone", "no hp", "nomor hp", "hp", "no hp/wa", "no wa", "nomor wa", "wa", "whatsapp", "no telp", "no telepon",
        "nomor telepon", "telepon", "telp", "no telp/hp", "no hp/telp", "telp/hp", "hp/wa",
        "nomor hp/wa", "handphone", "no handphone", "phone number", "mobile", "telephone",
    ),
    "roles": ("roles", "role", "peran"),
    "language": ("language", "bahasa"),
    "note": ("note", "notes", "remarks", "remark", "keterangan", "ket", "catatan"),
    "barred_posts": (
        "barred posts", "barred from", "not at", "tidak boleh di", "tidak boleh di pos", "tidak boleh bertugas di",
        "tidak boleh dinas di", "dilarang di", "dikecualikan dari pos", "pos terlarang",
    ),
    "caps": (
        "caps", "most duties of a shift", "most of a shift", "shift caps", "batas sesi", "sesi paling banyak",
        "batas dinas per sesi", "batas shift", "maksimal sesi",
    ),
    "least_hours": (
        "least hours", "fewest hours", "minimum hours", "min hours", "jam paling sedikit", "jam minimal", "jam minimum",
        "jam dinas paling sedikit", "jam kerja minimal", "min jam",
    ),
    "most_hours": (
        "most hours", "maximum hours", "max hours", "jam paling banyak", "jam maksimal", "jam maksimum",
        "jam dinas paling banyak", "jam kerja maksimal", "maks jam",
    ),
    "days_off": (
        "days off", "days off requested", "requested days off", "minta libur", "permintaan libur", "permohonan libur",
        "mohon libur", "minta lepas", "minta bebas",
    ),
    "days_on": (
        "days on", "duties requested", "requested duties", "minta dinas", "permintaan dinas", "permohonan dinas",
        "mohon dinas", "minta jaga", "minta piket",
    ),
}  # fmt: skip
_RANK_AND_NUMBER = frozenset(
    f"{first}{between}{second}"
    for rank in ("pangkat", "pkt", "rank")
    for number in ("nrp", "nip", "nrp/nip", "nip/nrp")
    for first, second in ((rank, number), (number, rank))
    for between in ("/", " ", ", ", " dan ", " & ")
)
"""The headings of a column that has the rank and the number of a person in one cell."""
PERSON_EXAMPLES = {"key": "NRP", "team": "Regu", "name": "Nama"}
"""A usual heading of each column that a list of people must have."""
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
        barred_posts: The heading of the posts from which people are barred.
        caps: The heading of the most duties of shifts.
        least_hours: The heading of the least hours.
        most_hours: The heading of the most hours.
        days_off: The heading of the days on which people ask to be free.
        days_on: The heading of the days on which people ask for duty.
    """

    key: str = ""
    team: str = ""
    name: str = ""
    rank: str = ""
    phone: str = ""
    roles: str = ""
    language: str = ""
    note: str = ""
    barred_posts: str = ""
    caps: str = ""
    least_hours: str = ""
    most_hours: str = ""
    days_off: str = ""
    days_on: str = ""

    __repr__ = value_text


def person_key_of(columns: PersonColumns) -> KeyOf:
    """Return the function that gives the key of a heading; a key with a stated column is known by no other."""
    stated = {key: heading for key, heading in attrs.asdict(columns).items() if heading}
    standard_keys = _KEYS | dict.fromkeys(_RANK_AND_NUMBER, "key")
    keys = {heading: key for heading, key in standard_keys.items() if key not in stated}
    keys |= {_normalised(heading): key for key, heading in stated.items()}
    return lambda heading: keys.get(_normalised(heading), "")


def has_rank_too(heading: str) -> bool:
    """Return whether a column of numbers has the rank in the same cell, such as ``Pangkat/NRP``."""
    return _normalised(heading) in _RANK_AND_NUMBER


def _normalised(heading: str) -> str:
    """Return a heading in small letters, without dots, and with single spaces, none of them around a slash."""
    return _SPACES.sub(" ", _AROUND_SLASH.sub("/", heading)).strip(" :*").casefold()
