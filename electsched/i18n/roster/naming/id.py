"""The words of commands that assign duties by name and repair rosters in Indonesian, by key."""

from __future__ import annotations

__all__ = ["WORDS"]

WORDS = {
    "counted.pool": "{count} kelompok",
    "counted.place": "{count} tempat",
    "column.posts": "pos",
    "column.people": "orang",
    "column.outcome": "hasil",
    "column.duties": "dinas",
    "column.result": "hasil",
    "column.value": "nilai",
    "column.officer": "petugas",
    "column.clear_days_of_notice": "hari bersih",
    "naming.assigned": "{duties} dibagi per nama",
    "naming.fairest": "{fairest} dari {pools} tidak dapat lebih adil",
    "naming.relaxed": "{posts}: aturan dengan tingkat 'warning' tidak dipakai",
    "naming.interrupted": "Dihentikan: tidak ada berkas yang ditulis. Kelompok yang belum tercapai tidak berjadwal.",
    "naming.more": "dan {count} lagi",
    "naming.no_roster": "{posts}: tidak ada jadwal",
    "naming.spread": "{fewest} s.d. {most} (paling kecil {bound})",
    "naming.spread_unproven": "{fewest} s.d. {most}",
    "naming.need": "{day}: {shift} perlu {people}",
    "naming.need_of_role": "{day}: {shift} perlu {people} dengan peran {role}",
    "naming.on_leave": "sedang cuti: {member}",
    "naming.remedy": "sedang cuti: {member}; dengan orang ini kebutuhannya terpenuhi",
    "naming.empty": "jika tidak, sedikitnya {places} tetap kosong",
    "naming.search": "biaya {cost}, batas {bound}, selisih {gap}, kerja {work}",
    "naming.none_yet": "belum ada",
    "naming.beyond": "aturan {rule} dengan batas {limit}: {people} melewatinya, seluruhnya {units}",
    "naming.beyond_at_cost": (
        "aturan {rule} dengan batas {limit}: {people} melewatinya, seluruhnya {units}; biaya {cost}"
    ),
    "naming.yes": "ya",
    "naming.no": "tidak",
    "column.places": "tempat",
    "column.single_days": "hari tunggal",
    "naming.cover": "{filled} dari {needed}",
    "naming.single_days": "{on} dinas, {off} libur",
    "naming.irreducible": "Semua ini tidak dapat berlaku bersama; tanpa salah satunya yang lain dapat:",
    "naming.together": "Semua ini tidak dapat berlaku bersama:",
    "naming.enough": "; tanpa ini saja jadwal ada",
    "naming.not_enough": "; tanpa ini saja jadwal tetap tidak ada",
    "reason.need": "{day}: kebutuhan {shift}",
    "reason.need_of_role": "{day}: kebutuhan {shift} akan peran {role}",
    "reason.leave": "cuti {member}",
    "reason.pin": "{day}: {shift}, ditetapkan untuk {member}",
    "reason.rule": "aturan {rule} dengan batas {limit}",
    "reason.rule_of_one": "aturan {rule} dengan batas {limit} untuk {member}",
    "reason.succession": "sesi yang tidak boleh menyusul {shift}",
    "reason.barred": "sesi yang tidak boleh dikerjakan {member}",
    "reason.cap": "jumlah sesi terbesar {member}",
    "reason.history": "hari-hari {member} sebelum hari pertama",
    "proof.counting": "penghitungan",
    "proof.column_generation": "pembangkitan kolom",
    "proof.constraint_programming": "pemrograman kendala",
    "proof.rules_of_a_row": "aturan satu baris",
    "solution.places": "tempat terisi",
    "solution.single_days": "hari tunggal",
    "solution.status": "hasil",
    "solution.cost": "biaya",
    "solution.bound": "batas",
    "solution.gap": "selisih",
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
        "Terbukti: tidak ada perbaikan dengan lebih sedikit tempat kosong, atau dengan tempat kosong sama banyak dan "
        "perubahan lebih sedikit."
    ),
    "plan_repair.window": (
        "Terbukti hanya untuk perbaikan yang mengubah hari dari {first} sampai {last}: tidak ada yang lebih sedikit."
    ),
    "plan_repair.unproven": (
        "Tidak terbukti bahwa tidak ada perbaikan dengan tempat kosong atau perubahan lebih sedikit."
    ),
    "plan_repair.begun": (
        "{member}: dinas dalam ketidakhadiran ini yang sudah mulai dan tetap: {count}. "
        "`electsched change absence --corrects` mencatat pelaksanaannya."
    ),
    "plan_repair.relaxed": "Aturan dengan tingkat 'warning' tidak diterapkan, agar lebih banyak tempat terisi.",
    "plan_repair.differs": "Catatan saja tidak menghasilkan jadwal ini: giliran suatu regu mengubah dinas lain.",
    "plan_repair.spread": "selisih terbesar",
    "plan_repair.bound": "paling kecil yang mungkin",
    "plan_repair.picture": "Jumlah sebelum perbaikan (lingkaran) dan sesudahnya (kotak); pita: selisih terkecil",
    "plan_repair.interrupted": "Dihentikan: ini perbaikan terbaik sejauh ini, dan rencana tidak ditambah apa pun.",
    "plan_repair.written": "{path}: {count} catatan ditambahkan. Terbitkan agar yang bersangkutan tahu.",
    "column.notice": "pemberitahuan",
    "column.hours": "jam",
    "column.weekend_duties": "dinas akhir pekan",
}
