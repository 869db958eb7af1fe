"""The words of usage errors, questions and notices of the command line in English, by key."""

from __future__ import annotations

__all__ = ["WORDS"]

WORDS = {
    "usage.stopped": "stopped",
    "usage.moment": "found {text}; expected a moment with an offset, such as 2023-11-20T08:00+07:00",
    "usage.day": "found {text}; expected a day, such as 2024-02-14 or '14 February 2024'",
    "usage.day_or_moment": "found {text}; expected a day, such as 2024-01-03, or a moment such as 2024-01-03T18:00",
    "usage.directory": "{path} is a directory. Give the path of a file.",
    "usage.no_folder": "the folder of {path} does not exist. Create it, or give another path.",
    "usage.stage_value": (
        "found {pair}; expected a stage and a day, such as final_list=2023-11-03; a moment, such as '2023-11-03 "
        "16:00'; both days of a range, such as 2023-11-03..2023-11-09; or the year of a named part, such as "
        "election_year=2025"
    ),
    "usage.holiday": "found {pair}; expected a day and its name, such as '2024-06-17=Idul Adha'",
    "usage.fact": "found {pair}; expected a fact and its value, such as nation=wales",
    "usage.plan_options": (
        "{subject} is a plan, which states its own dates and address. Leave out the options for them."
    ),
    "usage.changes_file": "found {path}; expected a file that ends in .txt, .csv or .json",
    "usage.both_links": "--links keeps the private links, and --without-links ends them. Give one of the two.",
    "usage.until": "--until is a day before --day.",
    "usage.no_post": "There is no such post.",
    "usage.no_member": "There is no such member; give a list of members with --members.",
    "usage.fairness": "--fairness is for the whole plan; leave out --grid and the owner.",
    "usage.picture_form": "--format svg is a picture of the loads; add --fairness.",
    "usage.grid_form": "--grid is for --format csv or xlsx.",
    "usage.fairness_form": "--fairness is for --format csv, xlsx or svg.",
    "usage.one_owner": "Give at most one of {options}.",
    "usage.partner_grid": "A partner sees no people; leave out --grid.",
    "usage.partner_people": "A partner sees no people; choose another format.",
    "usage.page_owner": "--format html is for a unit or the whole plan; leave out --grid and other owners.",
    "usage.not_written": "Nothing was written. Give --yes to add the record without a question.",
    "usage.not_changed": "Nothing was changed. Give --yes to change the link without a question.",
    "usage.cards_of_changes": "A card with a QR code has no changes. Leave out --changes, or choose another format.",
    "usage.yes": "y yes",
    "usage.no": "n no",
    "usage.choice": "[y/N]",
    "usage.answer": "answer with one of: {answers}",
    "usage.last_day": "The last day is before the first.",
    "usage.contacts_in_plan": "The names and contacts of units and partners are in the plan. Give it with --plan.",
    "usage.scope_of_members": "--for is for messages to members. Leave it out.",
    # --- values of options, each one word ---
    "choice.unit": "unit",
    "choice.partner": "partner",
    "choice.personal": "personal",
    "choice.team": "team",
    "choice.member": "member",
    "choice.members": "members",
    "choice.units": "units",
    "choice.partners": "partners",
    "choice.text": "text",
    "choice.bars": "bars",
    "choice.days": "days",
    "choice.events": "events",
    "choice.leave": "leave",
    "choice.sick": "sick",
    "choice.detached": "detached",
    "choice.course": "course",
    "choice.statute": "statute",
    "choice.election": "election",
    "choice.plan": "plan",
    "choice.timeline": "timeline",
    "choice.problem": "problem",
    "choice.solution": "solution",
}
