"""What a stage can be, and what each kind is called."""

from __future__ import annotations

from electsched.i18n.text import Text

__all__ = ["KINDS", "KIND_NAMES"]

KIND_NAMES = {
    "preparation": Text({"id": "Persiapan", "en": "Preparation"}),
    "voter_list": Text({"id": "Daftar pemilih", "en": "Voter list"}),
    "party_registration": Text({"id": "Pendaftaran partai", "en": "Party registration"}),
    "nomination": Text({"id": "Pencalonan", "en": "Nomination"}),
    "registration": Text({"id": "Pendaftaran paslon", "en": "Registration"}),
    "candidate_determination": Text({"id": "Penetapan calon", "en": "Candidates determined"}),
    "campaign": Text({"id": "Kampanye", "en": "Campaign"}),
    "quiet_period": Text({"id": "Masa tenang", "en": "Quiet period"}),
    "voting": Text({"id": "Pemungutan suara", "en": "Voting"}),
    "counting": Text({"id": "Penghitungan suara", "en": "Counting"}),
    "recapitulation": Text({"id": "Rekapitulasi", "en": "Recapitulation"}),
    "certification": Text({"id": "Penetapan hasil", "en": "Result determined"}),
    "dispute": Text({"id": "Sengketa", "en": "Disputes"}),
    "oath": Text({"id": "Sumpah janji", "en": "Oaths"}),
}
"""What each kind of stage is called."""

KINDS = tuple(KIND_NAMES)
"""What a stage can be. The seven that the field names first are kinds, and keys, of their own."""
