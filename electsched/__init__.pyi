# The public names, each with its module. `__init__.py` reads this file and imports each name on first use.

from electsched.errors import CircularRuleError as CircularRuleError
from electsched.errors import ElectschedError as ElectschedError
from electsched.errors import Fault as Fault
from electsched.errors import HorizonError as HorizonError
from electsched.errors import InputError as InputError
from electsched.errors import MissingFactError as MissingFactError
from electsched.errors import MissingPackageError as MissingPackageError
from electsched.errors import PublishError as PublishError
from electsched.errors import RuleSyntaxError as RuleSyntaxError
from electsched.errors import UndatedError as UndatedError
from electsched.errors import UnknownNameError as UnknownNameError
from electsched.loaders.doors.assignments import assign as assign
from electsched.loaders.doors.calendars import duty_calendar as duty_calendar
from electsched.loaders.doors.calendars import stage_calendar as stage_calendar
from electsched.loaders.doors.operations import demand as demand
from electsched.loaders.doors.operations import readiness as readiness
from electsched.loaders.doors.operations import security_window as security_window
from electsched.loaders.doors.rosters import build_roster as build_roster
from electsched.loaders.doors.rosters import check_roster as check_roster
from electsched.loaders.doors.timelines import audit as audit
from electsched.loaders.doors.timelines import compare as compare
from electsched.loaders.laws import load_election as load_election
from electsched.loaders.laws import load_statute as load_statute
from electsched.loaders.plan import load_plan as load_plan
from electsched.loaders.timelines import bounds as bounds
from electsched.loaders.timelines import resolve as resolve
from electsched.loaders.word_files.words import load_words as load_words
from electsched.operation.plan import Plan as Plan
from electsched.publishing.private.registry import LinkRegistry as LinkRegistry
from electsched.publishing.publish import publish as publish
from electsched.roster.duty import Roster as Roster
from electsched.timeline.explain import explain as explain
from electsched.timeline.stage import Stage as Stage
from electsched.timeline.timeline import Timeline as Timeline

__version__: str
