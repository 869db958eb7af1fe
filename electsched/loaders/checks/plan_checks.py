"""Check a plan file as a whole: limits of numbers, references between tables, windows and rotations.

The checks use the values that could be read, and take keys from the raw file, so that one fault does not cause others.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from urllib.parse import urlsplit

import attrs

from electsched.calendars.telling.templates import FIELDS, template_faults
from electsched.errors import ElectschedError, Fault
from electsched.i18n.text import UNSAFE, Text
from electsched.loaders.checks.duty_checks import duty_faults, window_duty_faults
from electsched.loaders.checks.place_checks import place_faults
from electsched.loaders.checks.repeat_checks import entry_repeat_faults
from electsched.loaders.checks.resource_checks import resource_faults
from electsched.loaders.checks.value_checks import (
    References,
    head_faults,
    key_faults,
    plan_key_faults,
    repeat_faults,
    zone_faults,
)
from electsched.loaders.toml import Fields
from electsched.operation.operation import Muster, Operation
from electsched.operation.site import Site
from electsched.operation.team_lines import check_rotation
from electsched.operation.windows import operation_windows
from electsched.phrases import Phrase, phrase, quoted, verbatim
from electsched.timeline.timeline import Timeline

__all__ = ["WEB_ADDRESS", "is_web_address", "plan_faults"]

ADDRESS_BYTES_MAX = 1000
"""The longest address of a site: a QR code has room for 2,331 bytes, with the path of a calendar."""
MUSTER_MINUTES_MAX = 24 * 60
REFRESH_HOURS_MAX = 7 * 24
SITE_DAYS_MAX = 366
_FILE = re.compile(r"\s*(\S.*\.(png|jpe?g|gif|bmp|tiff?|webp|svg|pdf|docx?|odt)|data:.*)\s*", re.IGNORECASE)
"""A line of a text that is the name of a picture or a document, or a picture itself."""
_MARKUP = re.compile(r"</?[a-z][^<>]*>", re.IGNORECASE)
PRINTED_WORD_MAX = 60
PRINTED_LINES_MAX = 10
"""The longest word of a printed text, in letters: data of a picture has none so short."""
ALARM_MINUTES_MAX = 7 * 24 * 60
MUSTER_YEARS = (1900, 2199)
WEB_ADDRESS = phrase("an address such as 'https://calendars.example.org/jombang'")


def plan_faults(
    fields: Fields, raw: Mapping[str, object], timeline: Timeline | None, languages: Collection[str]
) -> Iterator[Fault]:
    """Yield every fault of the plan; without a timeline, checks that need its stages are left out.

    ``languages`` are those that have words.
    """
    references = References.of_plan(raw, fields.misspelt)
    yield from _scalar_faults(fields, languages)
    yield from plan_key_faults(fields, raw)
    yield from entry_repeat_faults(fields)
    yield from _reference_faults(fields, references)
    yield from place_faults(fields)
    yield from resource_faults(fields, references)
    yield from duty_faults(fields, raw, references)
    yield from _number_faults(fields)
    yield from _unit_circle_faults(fields)
    yield from _window_faults(fields, timeline)
    yield from check_rotation(fields.items("post"), fields.items("pattern"))


# --- single values ------------------------------------------------------------------------------------------------


def _scalar_faults(fields: Fields, languages: Collection[str]) -> Iterator[Fault]:
    values = fields.values
    yield from head_faults(fields)
    if "id" in values:
        yield from key_faults("id", values["id"])
    for index, unit in fields.items("unit").items():
        if unit.zone:
            yield from zone_faults(f"unit[{index}].zone", unit.zone)
    for index, language in fields.items("languages").items():
        if language not in languages:
            yield Fault(f"languages[{index}]", quoted(language), phrase("one of {names}", names=", ".join(languages)))
    if "site" in values:
        yield from _site_faults(values["site"])
    if "operation" in values:
        yield from _printed_faults("operation.letterhead", values["operation"].letterhead)
        yield from _printed_faults("operation.signatory", values["operation"].signatory)


def _site_faults(site: Site) -> Iterator[Fault]:
    if not is_web_address(site.url):
        yield Fault("site.url", quoted(site.url), WEB_ADDRESS)
    for part, url in (("internal", site.internal_url), ("secret", site.secret_url)):
        # The default address has the fault of `url`, which is reported above.
        if url != f"{site.url}/{part}" and not is_web_address(url):
            yield Fault(f"site.{part}_url", quoted(url), WEB_ADDRESS)
    yield from _range_faults("site.refresh_hours", site.refresh_hours, (1, REFRESH_HOURS_MAX), phrase("hours"))
    yield from _range_faults("site.retire_days", site.retire_days, (0, SITE_DAYS_MAX), phrase("days"))
    yield from _range_faults("site.grace_days", site.grace_days, (0, SITE_DAYS_MAX), phrase("days"))
    yield from _range_faults("site.access_days", site.access_days, (0, SITE_DAYS_MAX), phrase("days"))
    for name in FIELDS:
        yield from template_faults(name, getattr(site, name))


def _printed_faults(path: str, text: Text) -> Iterator[Fault]:
    """Yield a fault for each line that is a picture, a document or markup: duty sheets print text alone."""
    expected, hint = phrase("lines of text, as they are printed"), phrase("Write the lines, and leave a picture out.")
    lines = max((len(lines.splitlines()) for _, lines in text.words), default=0)
    if lines > PRINTED_LINES_MAX:
        most = phrase("at most {most} lines, beside which a sheet has room for duties", most=PRINTED_LINES_MAX)
        yield Fault(path, phrase("{count} {count:line|lines}", count=lines), most)
    for line in dict.fromkeys(line for _, lines in text.words for line in lines.splitlines()):
        if _FILE.fullmatch(line):
            yield Fault(path, phrase("the file {name!r}", name=line), expected, hint=hint)
        elif _MARKUP.search(line):
            yield Fault(path, phrase("markup, {text!r}", text=line), expected, hint=hint)
        elif any(len(word) > PRINTED_WORD_MAX for word in line.split()):
            yield Fault(path, phrase("a word of more than {most} letters", most=PRINTED_WORD_MAX), expected, hint=hint)


def _range_faults(path: str, number: int, limits: tuple[int, int], unit: Phrase) -> Iterator[Fault]:
    lowest, highest = limits
    if not lowest <= number <= highest:
        yield Fault(
            path,
            verbatim(number),
            phrase("from {lowest} to {highest} {unit}", lowest=lowest, highest=highest, unit=unit),
        )


def is_web_address(url: str) -> bool:
    """Return whether a site can be at an address: of the web, without a password, a query or marks of a markup."""
    try:
        parts = urlsplit(url)
        has_port = parts.port != 0
    except ValueError:
        return False
    is_plain = not re.search(r"[\s<>\"'`{}|\\^]", url) and not UNSAFE.search(url)
    is_short = is_plain and len(url.encode()) <= ADDRESS_BYTES_MAX
    # All calendars state the address.
    is_public = parts.username is None and not parts.query and not parts.fragment
    return parts.scheme in {"https", "http"} and bool(parts.hostname) and has_port and is_public and is_short


def _number_faults(fields: Fields) -> Iterator[Fault]:
    for index, team in fields.items("team").items():
        if team.people < 1:
            yield Fault(f"team[{index}].people", verbatim(team.people), phrase("at least 1"))
    for index, muster in fields.items("muster").items():
        path = f"muster[{index}]"
        yield from _range_faults(f"{path}.minutes", muster.minutes, (1, MUSTER_MINUTES_MAX), phrase("minutes"))
        if not MUSTER_YEARS[0] <= muster.start.day.year <= MUSTER_YEARS[1]:
            yield Fault(
                f"{path}.start",
                verbatim(muster.start),
                phrase(
                    "a year from {first} to {last}",
                    first=MUSTER_YEARS[0],
                    last=MUSTER_YEARS[1],
                ),
            )
    for name in ("post", "muster"):
        for index, entry in fields.items(name).items():
            yield from _range_faults(f"{name}[{index}].alarm", entry.alarm, (0, ALARM_MINUTES_MAX), phrase("minutes"))
    for index, notice in fields.items("notice").items():
        if notice.under < 1:
            yield Fault(f"notice[{index}].under", verbatim(notice.under), phrase("at least 1 day"))


# --- references ---------------------------------------------------------------------------------------------------


def _reference_faults(fields: Fields, references: References) -> Iterator[Fault]:
    for index, unit in fields.items("unit").items():
        yield from references.faults(f"unit[{index}].parent", "unit", unit.parent, optional=True)
    for index, post in fields.items("post").items():
        path = f"post[{index}]"
        yield from references.faults(f"{path}.unit", "unit", post.unit)
        yield from references.faults(f"{path}.pattern", "pattern", post.pattern)
        yield from references.faults(f"{path}.windows", "window", *post.windows)
        yield from references.faults(f"{path}.partners", "partner", *post.partners)
        yield from references.faults(f"{path}.teams", "team", *(key for teams in post.teams for key in teams))
    for index, team in fields.items("team").items():
        yield from references.faults(f"team[{index}].unit", "unit", team.unit)
    for index, muster in fields.items("muster").items():
        yield from references.faults(f"muster[{index}].units", "unit", *muster.units)
        yield from references.faults(f"muster[{index}].exempt_posts", "post", *muster.exempt_posts)
    yield from _muster_clash_faults(fields.items("muster"))


def _muster_clash_faults(musters: Mapping[int, Muster]) -> Iterator[Fault]:
    """Yield each muster at the time of another one, if a unit must be at both."""
    for index, muster in musters.items():
        for earlier in (preceding for number, preceding in musters.items() if number < index):
            is_shared = not muster.units or not earlier.units or not {*muster.units}.isdisjoint(earlier.units)
            if is_shared and _begins(muster) < _ends(earlier) and _begins(earlier) < _ends(muster):
                found = phrase("{start}, at the time of {key!r}", start=muster.start, key=earlier.key)
                yield Fault(f"muster[{index}].start", found, phrase("another time, or other units"))


def _begins(muster: Muster) -> int:
    return muster.start.day.toordinal() * 24 * 60 + muster.start.minutes


def _ends(muster: Muster) -> int:
    return _begins(muster) + muster.minutes


def _unit_circle_faults(fields: Fields) -> Iterator[Fault]:
    parents = {unit.key: unit.parent for unit in fields.items("unit").values()}
    for index, unit in fields.items("unit").items():
        chain = [unit.key]
        while parents.get(chain[-1]) and parents[chain[-1]] not in chain:
            chain.append(parents[chain[-1]])
        if parents.get(chain[-1]) == unit.key:
            circle = verbatim(" -> ".join([*chain, unit.key]))
            yield Fault(f"unit[{index}].parent", circle, phrase("a unit that is not below this one"))


# --- windows ------------------------------------------------------------------------------------------------------


def _window_faults(fields: Fields, timeline: Timeline | None) -> Iterator[Fault]:
    operation: Operation | None = fields.values.get("operation")
    if operation is None:
        return
    faults = [*_declared_day_faults(operation), *_window_spec_faults(operation, timeline)]
    yield from faults
    if faults or timeline is None:
        return
    try:
        windows = {window.key: window for window in operation_windows(operation, timeline, zone=timeline.zone)}
    except ElectschedError as error:
        for fault in error.faults:
            yield attrs.evolve(fault, path=f"operation.{fault.path}")
    else:
        yield from window_duty_faults(fields, windows)


def _declared_day_faults(operation: Operation) -> Iterator[Fault]:
    if operation.end < operation.start:
        expected = phrase("a day not before the start, {start}", start=operation.start.isoformat())
        yield Fault("operation.end", verbatim(operation.end.isoformat()), expected)
    if not operation.window:
        yield Fault("operation.window", phrase("none"), phrase("at least one [[operation.window]]"))


def _window_spec_faults(operation: Operation, timeline: Timeline | None) -> Iterator[Fault]:
    yield from repeat_faults(
        (f"operation.window[{index}].key", spec.key) for index, spec in enumerate(operation.window)
    )
    for index, spec in enumerate(operation.window):
        path = f"operation.window[{index}]"
        yield from key_faults(f"{path}.key", spec.key.replace("_", "-"))
        for number, key in enumerate(spec.stages):
            if timeline is not None and not timeline.statute.has_stage(key):
                yield Fault(
                    f"{path}.stages[{number}]", phrase("the stage {key!r}", key=key), timeline.statute.expected_key(key)
                )
        date_count = (spec.start is not None) + (spec.end is not None)
        if bool(spec.stages) == bool(date_count) or date_count == 1:
            yield Fault(
                path, phrase("neither stages nor both dates, or some of each"), phrase("'stages', or 'start' and 'end'")
            )
        elif spec.start and spec.end and spec.end < spec.start:
            expected = phrase("a day not before the start, {start}", start=spec.start.isoformat())
            yield Fault(f"{path}.end", verbatim(spec.end.isoformat()), expected)
