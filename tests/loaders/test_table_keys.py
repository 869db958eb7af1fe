"""The keys of a TOML table follow from the fields of its class."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any, get_args

import attrs
import pytest

from electsched.i18n.text import Text
from electsched.loaders.json_schema import SCHEMAS, json_schema
from electsched.loaders.plan import PLAN_KEYS
from electsched.loaders.table_keys import TableKey, TableKeys, table_keys
from electsched.loaders.toml import read_fields
from electsched.operation.plan import Plan


@attrs.frozen(kw_only=True)
class _Boat:
    """A boat.

    Attributes:
        key: Its key.
        from_: The first day on which it can be used.
        seats: The number of its seats,
            without that of the pilot.
    """

    key: str
    from_: date | None = None
    seats: int = attrs.field(default=6, metadata={"toml": "places"})
    draught: float = attrs.field(init=False, default=0.5)


@attrs.frozen(kw_only=True)
class _Harbour:
    boats: tuple[_Boat, ...] = attrs.field(metadata={"toml": "boat"})
    kind: str = attrs.field(default="river", metadata={"enum": ("river", "sea")})


def test_key_has_the_name_type_and_description_of_its_field() -> None:
    """The name is that of the metadata, or of the field without a trailing underscore; computed fields have no key."""
    assert table_keys(_Boat) == {
        "key": TableKey(type=str, description="Its key."),
        "from": TableKey(type=date | None, required=False, description="The first day on which it can be used."),
        "places": TableKey(
            type=int, required=False, description="The number of its seats, without that of the pilot.", default=6
        ),
    }
    assert table_keys(_Harbour)["kind"].choices == ("river", "sea")


def test_tables_are_read_into_renamed_fields() -> None:
    """A list of tables `[[boat]]` becomes the argument `boats`, and `places` the field `seats`."""
    raw: dict[str, object] = {"boat": [{"key": "a", "places": 4, "from": date(2024, 1, 1)}, {"key": "b"}]}
    fields = read_fields(raw, table_keys(_Harbour))
    assert fields.faults == ()
    harbour = _Harbour(**fields.arguments(_Harbour))
    assert [(boat.key, boat.seats, boat.from_) for boat in harbour.boats] == [
        ("a", 4, date(2024, 1, 1)),
        ("b", 6, None),
    ]


@pytest.mark.parametrize(
    ("table", "path", "found"),
    [
        ({"key": "a", "places": "4"}, "boat[0].places", "'4'"),
        ({"key": "a", "seats": 4}, "boat[0].seats", "a key that is not known"),
        ({"key": "a", "from": "soon"}, "boat[0].from", "'soon'"),
        ({"places": 4}, "boat[0].key", "nothing"),
    ],
)
def test_faults_name_the_key_in_the_file(table: dict[str, object], path: str, found: str) -> None:
    """The key path has the name in the file, not that of the field."""
    raw: dict[str, object] = {"boat": [table]}
    (fault,) = read_fields(raw, table_keys(_Harbour)).faults
    assert (fault.path, fault.found) == (path, found)


def test_every_field_of_a_plan_is_in_its_file_and_schema() -> None:
    """All fields but the timeline, which comes from the table `[election]`; the format is a key of files alone."""
    keys = {field.metadata.get("toml", field.name) for field in attrs.fields(Plan)} - {"timeline"}
    assert set(PLAN_KEYS) == keys | {"format", "election", "changes", "columns", "words"}
    assert set(json_schema("plan")["properties"]) == {*PLAN_KEYS, "lists", "defaults"}
    assert "plan" in SCHEMAS


def _key_names(keys: TableKeys) -> Iterator[str]:
    """Yield the names of the keys of a table, and of the tables in it."""
    for name, key in keys.items():
        yield name
        for kind in _classes(key.type):
            yield from _key_names(table_keys(kind))


def _classes(kind: Any) -> Iterator[type]:  # noqa: ANN401  # any type
    if isinstance(kind, type) and attrs.has(kind) and kind is not Text:
        yield kind
    elif not isinstance(kind, Mapping):
        for inner in get_args(kind):
            yield from _classes(inner)


def test_plan_file_page_explains_every_key() -> None:
    """The page on plan files names each key of a plan and of its tables."""
    page = (Path(__file__).parents[2] / "docs" / "how-to" / "plan-file.md").read_text(encoding="utf-8")
    words = set(re.findall(r"[a-z_]+", page))
    assert sorted(set(_key_names(PLAN_KEYS)) - words) == []
