"""The words of commands that assign duties by name and repair rosters in Indonesian, by key."""

from __future__ import annotations

__all__ = ["WORDS"]

WORDS = {
    "one.pool": "{count} kelompok",
    "several.pool": "{count} kelompok",
    "one.place": "{count} tempat",
    "several.place": "{count} tempat",
    "column.posts": "pos",
    "column.people": "orang",
    "column.outcome": "hasil",
    "column.duties": "dinas",
    "column.result": "hasil",
    "column.value": "nilai",
    "column.officer": "petugas",
    "column.clear_days_of_notice": "hari pemberitahuan",
    "naming.assigned": "{duties} dibagi per nama",
    "naming.fairest": "{fairest} dari {pools} tidak dapat lebih adil",
    "naming.relaxed": "{posts}: aturan dengan tingkat 'warning' tidak dipakai",
    "naming.no_roster": "{posts}: tidak ada jadwal",
    "naming.spread": "{fewest} s.d. {most} (paling kecil {bound})",
    "naming.spread_unproven": "{fewest} s.d. {most}",
    "naming.need": "{day}: {shift} perlu {people}",
    "naming.need_of_role": "{day}: {shift} perlu {people} dengan peran {role}",
    "naming.on_leave": "sedang cuti: {member}",
    "naming.remedy": "sedang cuti: {member}; dengan orang ini kebutuhannya terpenuhi",
    "naming.empty": "selain itu sedikitnya {places} tetap kosong",
    "naming.search": "biaya {cost}, batas {bound}, kerja {work}",
    "naming.none_yet": "belum ada",
    "naming.yes": "ya",
    "naming.no": "tidak",
    "solution.status": "hasil",
    "solution.cost": "biaya",
    "solution.bound": "batas",
    "solution.proved_by": "dibuktikan dengan",
    "solution.duties": "dinas",
    "solution.nights": "malam",
    "solution.weekend_duties": "dinas akhir pekan",
    "solution.repeatable": "dapat diulang",
    "solution.solver": "pemecah",
    "outcome.optimal": "optimal",
    "outcome.feasible": "sah",
    "outcome.infeasible": "mustahil",
    "outcome.unknown": "tidak diketahui",
    "repair.gap": "{day}: tidak ada orang untuk {shift}",
    "repair.gap_of_role": "{day}: tidak ada orang dengan peran {role} untuk {shift}",
    "repair.proven": "{changes} bagi yang lain: tidak ada perbaikan yang mengubah lebih sedikit",
    "repair.proven_within": (
        "{changes} bagi yang lain: paling sedikit di antara perbaikan pada hari {first} s.d. {last}"
    ),
    "repair.not_proven": "{changes} bagi yang lain: belum terbukti paling sedikit",
    "plan_repair.needs_decision": "Berikan --by dan --reason: catatannya memerlukannya.",
    "plan_repair.needs_output": "Berikan --output: jadwal menurut nama yang baru ditulis ke berkas itu.",
    "plan_repair.gap": "{day} {duty}: satu tempat tetap kosong",
    "plan_repair.gap_with_role": "{day} {duty}: tidak ada yang berperan {role}",
    "plan_repair.sums": "{changes} hari orang lain berubah, {gaps} tempat tetap kosong.",
    "plan_repair.least": (
        "Terbukti: tidak ada perbaikan dengan lebih sedikit tempat kosong, atau dengan perubahan lebih sedikit."
    ),
    "plan_repair.window": (
        "Terbukti hanya untuk perbaikan yang mengubah hari dari {first} sampai {last}: tidak ada yang lebih sedikit."
    ),
    "plan_repair.unproven": (
        "Tidak terbukti bahwa tidak ada perbaikan dengan tempat kosong atau perubahan lebih sedikit."
    ),
    "plan_repair.relaxed": "Aturan dengan tingkat 'warning' tidak diterapkan, agar lebih banyak tempat terisi.",
    "plan_repair.differs": "Catatan saja tidak menghasilkan jadwal ini: giliran suatu regu mengubah dinas lain.",
    "plan_repair.spread": "selisih terbesar",
    "plan_repair.bound": "paling kecil yang mungkin",
    "plan_repair.written": "{path}: {count} catatan ditambahkan. Terbitkan agar yang bersangkutan tahu.",
    "column.notice": "pemberitahuan",
    "column.hours": "jam",
    "column.weekend_duties": "dinas akhir pekan",
}
