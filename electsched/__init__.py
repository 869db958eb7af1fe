"""Electoral law turned into calendars people act on.

The names below are loaded when they are first used, so that importing the package stays cheap.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from electsched.errors import ElectschedError as ElectschedError
    from electsched.errors import Fault as Fault
    from electsched.errors import InputError as InputError
    from electsched.errors import PublishError as PublishError
    from electsched.feeds.calendars import calendar_of as calendar_of
    from electsched.feeds.calendars import stage_calendar as stage_calendar
    from electsched.feeds.changes import DutyChange as DutyChange
    from electsched.feeds.changes import change_csv as change_csv
    from electsched.feeds.changes import change_data as change_data
    from electsched.feeds.changes import change_text as change_text
    from electsched.feeds.comparison import comparison_calendar as comparison_calendar
    from electsched.feeds.revision import revise as revise
    from electsched.feeds.rosters import duty_calendar as duty_calendar
    from electsched.feeds.rosters import duty_feed as duty_feed
    from electsched.feeds.tables import event_csv as event_csv
    from electsched.feeds.tables import event_data as event_data
    from electsched.io.batch import batch as batch
    from electsched.io.catalogue import builtin_ids as builtin_ids
    from electsched.io.catalogue import load_election as load_election
    from electsched.io.catalogue import load_law as load_law
    from electsched.io.catalogue import load_statute as load_statute
    from electsched.io.folder import Folder as Folder
    from electsched.io.ledger import Ledger as Ledger
    from electsched.io.ledger import revoke as revoke
    from electsched.io.ledger import rotate_grant as rotate_grant
    from electsched.io.ledgerfile import change_ledger as change_ledger
    from electsched.io.ledgerfile import load_ledger as load_ledger
    from electsched.io.ledgerfile import new_ledger as new_ledger
    from electsched.io.ledgerfile import save_ledger as save_ledger
    from electsched.io.planfile import is_plan as is_plan
    from electsched.io.planfile import load_plan as load_plan
    from electsched.io.planfile import load_timeline as load_timeline
    from electsched.io.planfile import new_plan as new_plan
    from electsched.io.preview import preview_server as preview_server
    from electsched.io.publish import card_page as card_page
    from electsched.io.publish import clock as clock
    from electsched.io.publish import muster_page as muster_page
    from electsched.io.publish import publish as publish
    from electsched.io.publish import sheet_page as sheet_page
    from electsched.io.running import local_workers as local_workers
    from electsched.io.schema import json_schema as json_schema
    from electsched.io.server import nginx_config as nginx_config
    from electsched.io.sinks import Sink as Sink
    from electsched.io.store import Store as Store
    from electsched.io.tasks import Published as Published
    from electsched.law.counting import Moment as Moment
    from electsched.law.statute import Statute as Statute
    from electsched.plan import Plan as Plan
    from electsched.plan import demand as demand
    from electsched.plan import plan_findings as plan_findings
    from electsched.plan import plan_windows as plan_windows
    from electsched.plan import readiness as readiness
    from electsched.plan import rotate as rotate
    from electsched.roster.check import check_roster as check_roster
    from electsched.roster.cyclic import CyclicProblem as CyclicProblem
    from electsched.roster.cyclic import find_cycle as find_cycle
    from electsched.roster.duties import Duty as Duty
    from electsched.roster.duties import Member as Member
    from electsched.roster.duties import Roster as Roster
    from electsched.roster.duties import Shortfall as Shortfall
    from electsched.roster.duties import reserves as reserves
    from electsched.roster.findings import RosterFinding as RosterFinding
    from electsched.roster.findings import roster_data as roster_data
    from electsched.roster.findings import roster_lines as roster_lines
    from electsched.roster.named import named_pattern as named_pattern
    from electsched.roster.named import pattern_facts as pattern_facts
    from electsched.roster.named import pattern_names as pattern_names
    from electsched.roster.named import pattern_toml as pattern_toml
    from electsched.security.chart import demand_svg as demand_svg
    from electsched.security.demand import Demand as Demand
    from electsched.security.readiness import Readiness as Readiness
    from electsched.security.report import demand_data as demand_data
    from electsched.security.report import readiness_data as readiness_data
    from electsched.security.report import readiness_text as readiness_text
    from electsched.security.windows import Window as Window
    from electsched.security.windows import security_window as security_window
    from electsched.security.windows import window_data as window_data
    from electsched.span import Span as Span
    from electsched.span import SpanSet as SpanSet
    from electsched.timeline.audit import audit as audit
    from electsched.timeline.bounds import Bound as Bound
    from electsched.timeline.bounds import Bounds as Bounds
    from electsched.timeline.bounds import bounds as bounds
    from electsched.timeline.compare import Comparison as Comparison
    from electsched.timeline.compare import compare as compare
    from electsched.timeline.compare import comparison_text as comparison_text
    from electsched.timeline.data import audit_data as audit_data
    from electsched.timeline.data import bounds_data as bounds_data
    from electsched.timeline.data import comparison_data as comparison_data
    from electsched.timeline.data import explain_data as explain_data
    from electsched.timeline.data import timeline_data as timeline_data
    from electsched.timeline.election import Election as Election
    from electsched.timeline.explain import explain as explain
    from electsched.timeline.resolve import resolve as resolve
    from electsched.timeline.stage import Stage as Stage
    from electsched.timeline.stage import Timeline as Timeline

_HOMES = {
    "Bound": "timeline.bounds",
    "Bounds": "timeline.bounds",
    "Comparison": "timeline.compare",
    "CyclicProblem": "roster.cyclic",
    "Demand": "security.demand",
    "Duty": "roster.duties",
    "DutyChange": "feeds.changes",
    "Election": "timeline.election",
    "ElectschedError": "errors",
    "Fault": "errors",
    "Folder": "io.folder",
    "InputError": "errors",
    "Ledger": "io.ledger",
    "Member": "roster.duties",
    "Moment": "law.counting",
    "Plan": "plan",
    "PublishError": "errors",
    "Published": "io.tasks",
    "Readiness": "security.readiness",
    "Roster": "roster.duties",
    "RosterFinding": "roster.findings",
    "Shortfall": "roster.duties",
    "Sink": "io.sinks",
    "Span": "span",
    "SpanSet": "span",
    "Stage": "timeline.stage",
    "Statute": "law.statute",
    "Store": "io.store",
    "Timeline": "timeline.stage",
    "Window": "security.windows",
    "audit": "timeline.audit",
    "audit_data": "timeline.data",
    "batch": "io.batch",
    "bounds": "timeline.bounds",
    "bounds_data": "timeline.data",
    "builtin_ids": "io.catalogue",
    "calendar_of": "feeds.calendars",
    "card_page": "io.publish",
    "change_csv": "feeds.changes",
    "change_data": "feeds.changes",
    "change_ledger": "io.ledgerfile",
    "change_text": "feeds.changes",
    "check_roster": "roster.check",
    "clock": "io.publish",
    "compare": "timeline.compare",
    "comparison_calendar": "feeds.comparison",
    "comparison_data": "timeline.data",
    "comparison_text": "timeline.compare",
    "demand": "plan",
    "demand_data": "security.report",
    "demand_svg": "security.chart",
    "duty_calendar": "feeds.rosters",
    "duty_feed": "feeds.rosters",
    "event_csv": "feeds.tables",
    "event_data": "feeds.tables",
    "explain": "timeline.explain",
    "explain_data": "timeline.data",
    "find_cycle": "roster.cyclic",
    "is_plan": "io.planfile",
    "json_schema": "io.schema",
    "load_election": "io.catalogue",
    "load_law": "io.catalogue",
    "load_ledger": "io.ledgerfile",
    "load_plan": "io.planfile",
    "load_statute": "io.catalogue",
    "load_timeline": "io.planfile",
    "local_workers": "io.running",
    "muster_page": "io.publish",
    "named_pattern": "roster.named",
    "new_ledger": "io.ledgerfile",
    "new_plan": "io.planfile",
    "nginx_config": "io.server",
    "pattern_facts": "roster.named",
    "pattern_names": "roster.named",
    "pattern_toml": "roster.named",
    "plan_findings": "plan",
    "plan_windows": "plan",
    "preview_server": "io.preview",
    "publish": "io.publish",
    "readiness": "plan",
    "readiness_data": "security.report",
    "readiness_text": "security.report",
    "reserves": "roster.duties",
    "resolve": "timeline.resolve",
    "revise": "feeds.revision",
    "revoke": "io.ledger",
    "roster_data": "roster.findings",
    "roster_lines": "roster.findings",
    "rotate": "plan",
    "rotate_grant": "io.ledger",
    "save_ledger": "io.ledgerfile",
    "security_window": "security.windows",
    "sheet_page": "io.publish",
    "stage_calendar": "feeds.calendars",
    "timeline_data": "timeline.data",
    "window_data": "security.windows",
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
