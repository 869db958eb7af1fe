"""The words of the command line in English, by key: columns and cells of tables, and sentences on laws."""

from __future__ import annotations

from electsched.i18n.commands.answers.en import WORDS as ANSWER_WORDS
from electsched.i18n.commands.usage.en import WORDS as USAGE_WORDS

__all__ = ["WORDS"]

WORDS = {
    "error.error": "error",
    "column.stage": "stage",
    "column.name": "name",
    "column.first_day": "first day",
    "column.last_day": "last day",
    "column.status": "status",
    "column.part": "part",
    "column.official": "official",
    "column.law_sets": "law sets",
    "column.lawful": "lawful",
    "column.days": "days",
    "column.verdict": "verdict",
    "column.provision": "provision",
    "column.earliest": "earliest",
    "column.latest": "latest",
    "column.day": "day",
    "stage_status.confirmed": "confirmed",
    "stage_status.scheduled": "scheduled",
    "stage_status.open": "open",
    "stage_status.tentative": "tentative",
    "stage_status.unresolved": "unresolved",
    "stage_status.undated": "undated",
    "stage_status.not_held": "not_held",
    "stage_status.suspended": "suspended",
    "stage_status.resumed": "resumed",
    "stage_status.postponed": "postponed",
    "stage_status.cancelled": "cancelled",
    "stage_status.superseded": "superseded",
    "stage_status.annulled": "annulled",
    "stage_part.start": "start",
    "stage_part.end": "end",
    "law_sets.fixed": "fixed",
    "law_sets.latest": "latest",
    "law_sets.earliest": "earliest",
    "law_sets.range": "range",
    "law_sets.falls": "falls",
    "law_sets.open": "open",
    "law_sets.together": "together",
    "verdict.equal": "equal",
    "verdict.lawful": "lawful",
    "verdict.unlawful": "unlawful",
    "verdict.no_rule": "no rule",
    "verdict.conflict": "conflict",
    "verdict.unknown": "unknown",
    "year.known": "known",
    "year.estimated": "estimated",
    "year.missing": "missing",
    "range.between": "{earliest} to {latest}",
    "range.from": "from {earliest}",
    "range.by": "by {latest}",
    "range.start": "start {days}",
    "law.estimated_years": "holidays up to this day are estimates; check them",
    "law.no_date": "no date is known; give one with --polling or --given",
    "law.without_date": "without a date, or not held: {stages}",
    "law.gaps": "{stage} does not take place on {days}",
    "law.broken": "unlawful: {stage} on {date} breaks '{rule}' ({law})",
    "law.estimated": "provisional, for the holidays of their years are not known: {stages}",
    "law.given_facts": "given, and not computed from the dates: {facts}",
    "law.dropped": "official dates left aside, for they rest on changed dates: {stages}",
    "law.no_official_date": "no official date is known; give an election, such as id/general-2024",
    "law.impossible": "impossible; these contradict each other, and without any one of them it is not:",
    "law.not_bounded": "nothing is bounded; give a date, such as --polling 2029-02-14",
    "law.unread": "left aside, beyond the years that are known: {provision}",
    "law.holidays": "{statute}, {year}: {state} ({source})",
    "words.started": "{path}: texts to translate; electsched site words {path} --check",
    "words.complete": "{path}: all words of the language {language}",
    "words.english": "{count} sentences of errors and help stay English",
    "law.new": "{path}: a statute to start from; electsched law check {path}",
    "law.laid_out": "{path}: in the standard layout",
    "law.not_laid_out": "{path}: not in the standard layout; electsched law format {path}",
    "law.now_laid_out": "{path}: brought into the standard layout",
    "law.fault": "fault: {fault}",
    "law.remark": "remark: {fault}",
    "law.no_fault": "no fault",
    "past.differences": (
        "Duties that have begun differ from the plan: {count} ({duties}). "
        "They stay as they were published; publish with --correct-past to rewrite them."
    ),
    "past.set_back": (
        "The site was published later, at {moment}. Duties that had begun then stay; "
        "publish with --correct-past if that time was wrong."
    ),
    # --- answers of commands on plans, sites and links ---
    **ANSWER_WORDS,
    # --- usage errors, questions and notices ---
    **USAGE_WORDS,
}
