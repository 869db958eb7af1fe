"""The words that calendars and pages use besides those of the plan and the law."""

from __future__ import annotations

from electsched.text import Text

__all__ = ["KIND_NAMES", "WORDS"]

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

WORDS = {
    "stages": Text({"id": "Tahapan", "en": "Stages"}),
    "duties": Text({"id": "Jadwal tugas", "en": "Duties"}),
    "unit": Text({"id": "Satuan", "en": "Unit"}),
    "units": Text({"id": "Satuan", "en": "Units"}),
    "post": Text({"id": "Pos", "en": "Post"}),
    "posts": Text({"id": "Pos", "en": "Posts"}),
    "team": Text({"id": "Regu", "en": "Team"}),
    "teams": Text({"id": "Regu", "en": "Teams"}),
    "people": Text({"id": "orang", "en": "people"}),
    "person": Text({"id": "orang", "en": "person"}),
    "partners": Text({"id": "Mitra", "en": "Partners"}),
    "bring": Text({"id": "Bawa", "en": "Bring"}),
    "days": Text({"id": "hari", "en": "days"}),
    "by law": Text({"id": "Menurut", "en": "By law"}),
    "limit": Text({"id": "Batas", "en": "Limit"}),
    "set by": Text({"id": "Ditetapkan dengan", "en": "Set by"}),
    "opens": Text({"id": "Mulai", "en": "Opens"}),
    "closes": Text({"id": "Berakhir", "en": "Closes"}),
    "local time": Text({"id": "waktu setempat", "en": "local time"}),
    "provisional": Text({"id": "Belum pasti", "en": "Not yet certain"}),
    "note": Text({"id": "Catatan", "en": "Note"}),
    "checklist": Text({"id": "Yang diperiksa", "en": "Checked"}),
    "duty": Text({"id": "Tugas", "en": "Duty"}),
    "muster": Text({"id": "Apel", "en": "Muster"}),
}
"""Single words and labels."""
