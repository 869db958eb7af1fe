"""Electoral law turned into calendars people act on.

The names below are loaded when they are first used, so that importing the package stays cheap.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from electsched.calendars.changes import DutyChange as DutyChange
    from electsched.calendars.changes import change_csv as change_csv
    from electsched.calendars.changes import change_data as change_data
    from electsched.calendars.changes import change_text as change_text
    from electsched.calendars.comparison import comparison_calendar as comparison_calendar
    from electsched.calendars.duty_feeds import duty_calendar as duty_calendar
    from electsched.calendars.duty_feeds import duty_feed as duty_feed
    from electsched.calendars.export import event_csv as event_csv
    from electsched.calendars.export import event_data as event_data
    from electsched.calendars.feed import calendar_of as calendar_of
    from electsched.calendars.feed import stage_calendar as stage_calendar
    from electsched.calendars.revision import revise as revise
    from electsched.errors import ElectschedError as ElectschedError
    from electsched.errors import Fault as Fault
    from electsched.errors import InputError as InputError
    from electsched.errors import PublishError as PublishError
    from electsched.law.date_arithmetic import Moment as Moment
    from electsched.law.statute import Statute as Statute
    from electsched.loaders.batch import batch as batch
    from electsched.loaders.json_schema import json_schema as json_schema
    from electsched.loaders.laws import builtin_ids as builtin_ids
    from electsched.loaders.laws import load_election as load_election
    from electsched.loaders.laws import load_law as load_law
    from electsched.loaders.laws import load_statute as load_statute
    from electsched.loaders.plan import is_plan as is_plan
    from electsched.loaders.plan import load_plan as load_plan
    from electsched.loaders.plan import load_timeline as load_timeline
    from electsched.loaders.plan import new_plan as new_plan
    from electsched.operation.pattern_catalog import named_pattern as named_pattern
    from electsched.operation.pattern_catalog import pattern_facts as pattern_facts
    from electsched.operation.pattern_catalog import pattern_names as pattern_names
    from electsched.operation.pattern_catalog import pattern_toml as pattern_toml
    from electsched.operation.plan import Plan as Plan
    from electsched.operation.teams import Member as Member
    from electsched.operation.windows import Window as Window
    from electsched.operation.windows import security_window as security_window
    from electsched.operation.windows import window_data as window_data
    from electsched.publishing.executors import local_workers as local_workers
    from electsched.publishing.jobs import Published as Published
    from electsched.publishing.private.ledger import Ledger as Ledger
    from electsched.publishing.private.ledger import revoke as revoke
    from electsched.publishing.private.ledger import rotate_grant as rotate_grant
    from electsched.publishing.private.ledger_file import change_ledger as change_ledger
    from electsched.publishing.private.ledger_file import load_ledger as load_ledger
    from electsched.publishing.private.ledger_file import new_ledger as new_ledger
    from electsched.publishing.private.ledger_file import save_ledger as save_ledger
    from electsched.publishing.publish import card_page as card_page
    from electsched.publishing.publish import clock as clock
    from electsched.publishing.publish import muster_page as muster_page
    from electsched.publishing.publish import publish as publish
    from electsched.publishing.publish import sheet_page as sheet_page
    from electsched.roster.check import check_roster as check_roster
    from electsched.roster.cyclic.search import CyclicProblem as CyclicProblem
    from electsched.roster.cyclic.search import find_cycle as find_cycle
    from electsched.roster.duty import Duty as Duty
    from electsched.roster.duty import Roster as Roster
    from electsched.roster.duty import Shortfall as Shortfall
    from electsched.roster.duty import reserves as reserves
    from electsched.roster.findings import RosterFinding as RosterFinding
    from electsched.roster.findings import roster_data as roster_data
    from electsched.roster.findings import roster_lines as roster_lines
    from electsched.roster.rotation import build_roster as build_roster
    from electsched.serving.nginx import nginx_config as nginx_config
    from electsched.serving.preview import preview_server as preview_server
    from electsched.staffing.chart import demand_svg as demand_svg
    from electsched.staffing.demand import Demand as Demand
    from electsched.staffing.demand import demand as demand
    from electsched.staffing.readiness import Readiness as Readiness
    from electsched.staffing.readiness import readiness as readiness
    from electsched.staffing.report import demand_data as demand_data
    from electsched.staffing.report import readiness_data as readiness_data
    from electsched.staffing.report import readiness_text as readiness_text
    from electsched.stores.base import Sink as Sink
    from electsched.stores.local import Folder as Folder
    from electsched.stores.remote import Store as Store
    from electsched.timeline.audit import audit as audit
    from electsched.timeline.bounds import Bound as Bound
    from electsched.timeline.bounds import Bounds as Bounds
    from electsched.timeline.bounds import bounds as bounds
    from electsched.timeline.compare import Comparison as Comparison
    from electsched.timeline.compare import compare as compare
    from electsched.timeline.compare import comparison_text as comparison_text
    from electsched.timeline.election import Election as Election
    from electsched.timeline.explain import explain as explain
    from electsched.timeline.resolve import resolve as resolve
    from electsched.timeline.serialize import audit_data as audit_data
    from electsched.timeline.serialize import bounds_data as bounds_data
    from electsched.timeline.serialize import comparison_data as comparison_data
    from electsched.timeline.serialize import explain_data as explain_data
    from electsched.timeline.serialize import timeline_data as timeline_data
    from electsched.timeline.stage import Stage as Stage
    from electsched.timeline.stage import Timeline as Timeline
    from electsched.timespan import Span as Span
    from electsched.timespan import SpanSet as SpanSet

_HOMES = {
    "Bound": "timeline.bounds",
    "Bounds": "timeline.bounds",
    "Comparison": "timeline.compare",
    "CyclicProblem": "roster.cyclic.search",
    "Demand": "staffing.demand",
    "Duty": "roster.duty",
    "DutyChange": "calendars.changes",
    "Election": "timeline.election",
    "ElectschedError": "errors",
    "Fault": "errors",
    "Folder": "stores.local",
    "InputError": "errors",
    "Ledger": "publishing.private.ledger",
    "Member": "operation.teams",
    "Moment": "law.date_arithmetic",
    "Plan": "operation.plan",
    "PublishError": "errors",
    "Published": "publishing.jobs",
    "Readiness": "staffing.readiness",
    "Roster": "roster.duty",
    "RosterFinding": "roster.findings",
    "Shortfall": "roster.duty",
    "Sink": "stores.base",
    "Span": "timespan",
    "SpanSet": "timespan",
    "Stage": "timeline.stage",
    "Statute": "law.statute",
    "Store": "stores.remote",
    "Timeline": "timeline.stage",
    "Window": "operation.windows",
    "audit": "timeline.audit",
    "audit_data": "timeline.serialize",
    "batch": "loaders.batch",
    "bounds": "timeline.bounds",
    "bounds_data": "timeline.serialize",
    "builtin_ids": "loaders.laws",
    "calendar_of": "calendars.feed",
    "card_page": "publishing.publish",
    "change_csv": "calendars.changes",
    "change_data": "calendars.changes",
    "change_ledger": "publishing.private.ledger_file",
    "change_text": "calendars.changes",
    "check_roster": "roster.check",
    "clock": "publishing.publish",
    "compare": "timeline.compare",
    "comparison_calendar": "calendars.comparison",
    "comparison_data": "timeline.serialize",
    "comparison_text": "timeline.compare",
    "demand": "staffing.demand",
    "demand_data": "staffing.report",
    "demand_svg": "staffing.chart",
    "duty_calendar": "calendars.duty_feeds",
    "duty_feed": "calendars.duty_feeds",
    "event_csv": "calendars.export",
    "event_data": "calendars.export",
    "explain": "timeline.explain",
    "explain_data": "timeline.serialize",
    "find_cycle": "roster.cyclic.search",
    "is_plan": "loaders.plan",
    "json_schema": "loaders.json_schema",
    "load_election": "loaders.laws",
    "load_law": "loaders.laws",
    "load_ledger": "publishing.private.ledger_file",
    "load_plan": "loaders.plan",
    "load_statute": "loaders.laws",
    "load_timeline": "loaders.plan",
    "local_workers": "publishing.executors",
    "muster_page": "publishing.publish",
    "named_pattern": "operation.pattern_catalog",
    "new_ledger": "publishing.private.ledger_file",
    "new_plan": "loaders.plan",
    "nginx_config": "serving.nginx",
    "pattern_facts": "operation.pattern_catalog",
    "pattern_names": "operation.pattern_catalog",
    "pattern_toml": "operation.pattern_catalog",
    "preview_server": "serving.preview",
    "publish": "publishing.publish",
    "readiness": "staffing.readiness",
    "readiness_data": "staffing.report",
    "readiness_text": "staffing.report",
    "reserves": "roster.duty",
    "resolve": "timeline.resolve",
    "revise": "calendars.revision",
    "revoke": "publishing.private.ledger",
    "roster_data": "roster.findings",
    "roster_lines": "roster.findings",
    "build_roster": "roster.rotation",
    "rotate_grant": "publishing.private.ledger",
    "save_ledger": "publishing.private.ledger_file",
    "security_window": "operation.windows",
    "sheet_page": "publishing.publish",
    "stage_calendar": "calendars.feed",
    "timeline_data": "timeline.serialize",
    "window_data": "operation.windows",
}

__all__ = sorted(_HOMES)  # noqa: PLE0605  # the table is the list


def __getattr__(name: str) -> object:
    """Load a public name from its room on first use (PEP 562)."""
    if name not in _HOMES:
        msg = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(msg)
    value: object = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """Return the public names."""
    return sorted(_HOMES)
