"""The windows of an operation, and the people and things that it needs."""

from __future__ import annotations

from electsched.loaders.doors.subjects import of_plan, of_timeline
from electsched.operation.windows import security_window as timeline_window
from electsched.staffing.demand import demand as plan_demand
from electsched.staffing.readiness import readiness as plan_readiness

__all__ = ["demand", "readiness", "security_window"]

security_window = of_timeline(timeline_window)
demand = of_plan(plan_demand)
readiness = of_plan(plan_readiness)
