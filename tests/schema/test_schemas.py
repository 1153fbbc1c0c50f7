"""The schemas accept what the loader accepts, and reject most of what it rejects for its form.

Files are parsed here as by the YAML language server: YAML 1.2, in which `4` is a number.
"""

from __future__ import annotations

import json
import math
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st
from jsonschema import Draft7Validator

from coalition.diagnostics.errors import DataError
from coalition.i18n.countries import COUNTRIES
from coalition.model import list_keys, list_records
from coalition.project.data_files import DATA_FILES, REQUIRED_DATA_FILES
from coalition.project.loader import load_coalition
from coalition.schema import examples, schemas
from coalition.schema.allowed_values import collect_allowed_values
from coalition.schema.generator import resolve_yaml_scalar
from support.documents import examples as examples_in_documents
from support.documents import put_in
from support.projects import ORCHARD, PROJECT, copy_project
from tools import data_format

DATA = PROJECT / "tests" / "data"
LANTERN = DATA / "coalitions" / "lantern" / "data"
MINIMAL = DATA / "coalitions" / "minimal" / "data"
WITHOUT_IDS = ("sdgs", "conditions")
"""The files whose entries name no others."""

COALITIONS = {
    "orchard": ORCHARD / "data",
    "lantern": LANTERN,
    "minimal": MINIMAL,
    "examples": examples.EXAMPLES_FOLDER,
}

VALUE_RULES = {
    "empty-list", "empty-value", "invalid-address", "invalid-colour", "invalid-date",
    "invalid-email", "invalid-hash", "invalid-id", "invalid-image", "invalid-orcid",
    "missing-default-language", "missing-key", "not-in-choice", "out-of-range", "unknown-country",
    "unknown-key", "unknown-language", "unknown-reference", "wrong-type",
}  # fmt: skip
"""Rules about a single value or entry: all that a schema can check."""


class CoreSchemaLoader(yaml.SafeLoader):
    """Loads YAML with the types of the 1.2 core schema, as the language server does."""

    yaml_implicit_resolvers: dict[str, Any] = {}  # noqa: RUF012 - as PyYAML has it


CORE_TYPES = {
    "null": (r"^(?:~|null|Null|NULL|)$", lambda _: None),
    "bool": ("^(?:true|True|TRUE|false|False|FALSE)$", lambda text: text.lower() == "true"),
    "int": (r"^[-+]?[0-9]+$", int),
    "hex": (r"^0x[0-9a-fA-F]+$|^0o[0-7]+$", lambda text: int(text, 0)),
    "float": (r"^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$", float),
    "inf": (r"^[-+]?\.(?:inf|Inf|INF)$", lambda text: float(text.replace(".", ""))),
    "nan": (r"^\.(?:nan|NaN|NAN)$", lambda _: float("nan")),
}
for name, (pattern, convert) in CORE_TYPES.items():
    CoreSchemaLoader.add_implicit_resolver(f"!{name}", re.compile(pattern), None)
    CoreSchemaLoader.add_constructor(
        f"!{name}",
        lambda loader, node, schemas_of=convert: schemas_of(loader.construct_scalar(node)),
    )


def load_core_yaml(text: str) -> Any:  # noqa: ANN401 - whatever the YAML says
    return yaml.load(text, CoreSchemaLoader)


@cache
def schemas_of(data: Path) -> dict[str, Any]:
    """Build the schema of each file, with the ids of the coalition in `data`."""
    return schemas.build_schemas(collect_allowed_values(data))


@cache
def validators_of(data: Path) -> dict[str, Draft7Validator]:
    """Return a validator for each file, with the ids of the coalition in `data`."""
    return {file: Draft7Validator(schema) for file, schema in schemas_of(data).items()}


def list_errors(data: Path, file: str, validator: Draft7Validator | None = None) -> list[str]:
    """Return the validation errors of one file in the folder `data`."""
    content = load_core_yaml((data / f"{file}.yaml").read_text("utf-8-sig"))
    errors = (validator or validators_of(data)[file]).iter_errors(content)
    return [f"{file}.{'.'.join(map(str, error.path))}: {error.message[:200]}" for error in errors]


def list_all_errors(data: Path) -> list[str]:
    files = [file for file in DATA_FILES if (data / f"{file}.yaml").exists()]
    return [line for file in files for line in list_errors(data, file)]


# Valid data have no errors


@pytest.mark.parametrize("data", COALITIONS.values(), ids=COALITIONS)
def test_nothing_is_underlined_in_a_coalition_that_loads(data: Path):
    load_coalition(data)

    assert [] == list_all_errors(data)


@pytest.mark.parametrize("text", examples_in_documents("yaml"))
def test_nothing_is_underlined_in_an_example_of_the_documents(text: str, tmp_path: Path):
    data = shutil.copytree(ORCHARD / "data", tmp_path / "data")
    put_in(data, text)
    load_coalition(data)

    assert [] == list_all_errors(data)


DATA_TEXTS = {file: (LANTERN / f"{file}.yaml").read_text(encoding="utf-8") for file in DATA_FILES}
VALUE_LINES = [
    (file, number)
    for file, text in DATA_TEXTS.items()
    for number, line in enumerate(text.splitlines())
    if re.match(r"[ -]*\w+: [^|>\s]", line)
]
"""File and line number (from 0) of each key with a value on the same line."""

UNUSUAL_VALUES = [
    "2024", "02024", "1.0", "1e5", "+1", "0x1F", "0o17", "-4", ".5", ".inf", "-.INF", ".nan",
    "true", "True", "NO", "yes", "on", "~", "null", "'~'", "''", '" "', "' a '", "x", "2020-03",
    "2020-02-31", "2020-13", "0000", "0999", "'2024'", "[]", "{}", "[a, b]", "[en]", "[nb, pt_BR]",
    "[4]", "['4']", "[04]", "{en: 2024}", "{en: true, ar: نص}", "{ar: نص}", "{fr: x}", "{xx: y}",
    "{pt_BR: x, en: y}", "{en: [a]}", "HTTPS://Example.ORG", "https://example.org?a=@b", "a",
    "https://example.org:8080/a@b/#c", "https://a@example.org", "https://[::1]/", "https:///x",
    "'https://h/{path}'", "'https://{path}.h/{path}?x={path}'", "a@b.org", "'a  [at]  b.c-d.org'",
    "ä@b.org", "https://orcid.org/0000-0002-1825-0097", "0000-0002-1694-233X", "'#c5192d'",
    "'#C5192'", "#C5192D", "a.jpg", "A-b_c.jpeg", "a.JPG", "ä.jpg", "'white'", "white", "black",
    "con", "a--b", "a-1", "123", "1-2", "north-shore", "libraries", "quiet-light", "EG", "eg",
    "\n    a folded\n    text", "|\n    two\n    lines", "'NO'", '"tab\\there"',
]  # fmt: skip


def write_data(folder: str, file: str, text: str) -> Path:
    for name, content in (DATA_TEXTS | {file: text}).items():
        Path(folder, f"{name}.yaml").write_text(content, encoding="utf-8")
    return Path(folder)


QUOTABLE_TEXTS = st.text("abezAZÄ09-_.:/@#&é中 ", min_size=1, max_size=12)
ANY_VALUE = st.one_of(
    st.sampled_from(UNUSUAL_VALUES),
    QUOTABLE_TEXTS.map(lambda text: "'" + text.replace("'", "''") + "'"),
    st.from_regex(r"[a-zA-Z0-9.+][a-zA-Z0-9.+-]{0,7}", fullmatch=True),
    st.dates().map(str),
)


@settings(max_examples=80)
@given(st.sampled_from(VALUE_LINES), ANY_VALUE)
def test_what_the_loader_takes_is_not_underlined(value_line: tuple[str, int], value: str):
    file, number = value_line
    lines = DATA_TEXTS[file].splitlines()
    lines[number] = re.sub(r"^([ -]*\w+: ).*", lambda match: match[1] + value, lines[number])
    with TemporaryDirectory() as folder:
        data = write_data(folder, file, "\n".join(lines))
        try:
            load_coalition(data)
        except DataError:
            return
        validator = Draft7Validator(schemas.build_schemas(collect_allowed_values(data))[file])

        assert [] == list_errors(data, file, validator)


# Invalid data have errors

EXPECTED_ERROR = re.compile(r"^(data/(\w+)\.yaml):(\d+):\d+: error: .* \[([\w-]+)\]$", re.M)


def list_expected_errors(example: Path) -> set[tuple[str, int, str]]:
    """Return file, index of the entry and rule of each expected error of VALUE_RULES."""
    errors = set()
    for _, file, line, rule in EXPECTED_ERROR.findall(
        (example / "expected.txt").read_text("utf-8")
    ):
        if rule in VALUE_RULES and (example / f"{file}.yaml").is_file():
            lines = (example / f"{file}.yaml").read_text("utf-8").splitlines()[: int(line)]
            entry_count = sum(line.startswith("- ") for line in lines)
            errors.add((file, 0 if file == "coalition" else entry_count - 1, rule))
    return errors


def list_schema_errors(example: Path, folder: Path) -> set[tuple[str, int]]:
    """Return file and index of the entry of each schema error in an example."""
    shutil.copytree(LANTERN, folder, dirs_exist_ok=True)
    for file in example.glob("*.yaml"):
        shutil.copyfile(file, folder / file.name)
    errors = set()
    for file, validator in validators_of(folder).items():
        try:
            content = load_core_yaml((folder / f"{file}.yaml").read_text("utf-8"))
        except (yaml.YAMLError, UnicodeDecodeError, FileNotFoundError):
            continue  # not valid YAML 1.2, or an optional file
        for error in validator.iter_errors(content):
            entry = error.path[0] if error.path and isinstance(error.path[0], int) else -1
            errors.add((file, 0 if file == "coalition" else entry))
    return errors


KNOWN_GAPS = {
    "invalid-address": {("members", 5, "invalid-address")},  # half an IPv6 address
    # days that no calendar has, times before time zones, and times that clocks skip
    "invalid-date.time": {("events", index, "invalid-date") for index in (5, 21, 22, 23)},
    "invalid-orcid": {("members", 0, "invalid-orcid")},  # wrong check digit
    # a key that needs another one, which each schema would have to say in its own way
    "missing-key.event": {("events", index, "missing-key") for index in range(6)},
    "missing-key.photo": {("members", 0, "missing-key")},
    "missing-key": {("members", index, "missing-key") for index in range(4)},
    "missing-key.organisation": {("members", index, "missing-key") for index in range(4)},
    # a list as a key: rejected by most YAML parsers
    "wrong-type.key": {("members", 0, "wrong-type")},
}
"""Errors of form that a schema cannot express, by example."""

EXAMPLES = [one for one in sorted((DATA / "problems").iterdir()) if list_expected_errors(one)]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.name)
def test_what_the_loader_refuses_for_its_form_is_underlined(example: Path, tmp_path: Path):
    expected = list_expected_errors(example)
    found = list_schema_errors(example, tmp_path)

    missed = {error for error in expected if error[:2] not in found}
    assert KNOWN_GAPS.get(example.name, set()) == missed


@pytest.mark.parametrize("file", schemas.FILES_WITH_SCHEMAS)
def test_a_key_that_there_is_not_is_underlined_in_every_record(file: str):
    records = [part for part in iter_subschemas(schemas_of(LANTERN)[file]) if "properties" in part]

    assert records
    for record in records:
        assert record["additionalProperties"] is False, record.get("title")


def test_limits_in_the_model_are_limits_in_the_schema():
    coalition = schemas_of(LANTERN)["coalition"]["properties"]
    goal = schemas_of(LANTERN)["sdgs"]["items"]["properties"]

    months, number = coalition["review_every_months"], goal["number"]
    assert (1, 120) == (months["minimum"], months["maximum"])
    assert (1, 17) == (number["minimum"], number["maximum"])
    assert 1 == coalition["languages"]["minItems"]


# What text editors offer and show


def proposed_ids(data: Path, file: str, definition: str) -> dict[Any, str]:
    """Return the values that a schema offers, each with its name."""
    enum = next(
        subschema
        for subschema in iter_subschemas(schemas_of(data)[file]["definitions"][definition])
        if "enum" in subschema
    )
    return dict(zip(enum["enum"], enum["enumDescriptions"], strict=True))


def iter_subschemas(schema: Any) -> Iterator[dict[str, Any]]:  # noqa: ANN401 - JSON
    """Yield a schema and all its subschemas."""
    if isinstance(schema, dict):
        yield schema
        schema = list(schema.values())
    for inner in schema if isinstance(schema, list) else ():
        yield from iter_subschemas(inner)


def test_ids_are_proposed_with_the_names_of_what_they_mean():
    groups = proposed_ids(LANTERN, "members", "id-of-a-group")
    organisations = proposed_ids(LANTERN, "members", "id-of-an-organisation")
    areas = proposed_ids(LANTERN, "members", "ids-of-areas-of-action")

    assert ["libraries", "broadcasters", "town-councils", "volunteers"] == list(groups)
    assert "Town councils" == groups["town-councils"]
    assert {
        o.id: o.name.default_text for o in load_coalition(LANTERN).organisations
    } == organisations
    assert [area.id for area in load_coalition(LANTERN).action_areas] == list(areas)


def test_organisations_are_sorted_by_name_and_goals_by_number():
    organisations = list(
        proposed_ids(ORCHARD / "data", "members", "id-of-an-organisation").values()
    )
    in_latin_script = [name for name in organisations if name[0] < "ÿ"]

    assert 15 == len(in_latin_script)
    assert sorted(in_latin_script, key=lambda name: name.casefold().replace("é", "e")) == (
        in_latin_script
    )
    assert sorted(proposed_ids(ORCHARD / "data", "action_areas", "numbers-of-goals")) == list(
        proposed_ids(ORCHARD / "data", "action_areas", "numbers-of-goals")
    )


def test_goals_are_proposed_as_numbers_and_taken_in_quotes_too():
    numbers = proposed_ids(LANTERN, "action_areas", "numbers-of-goals")
    assert all(isinstance(number, int) for number in numbers)

    goal = next(iter(numbers))
    validator = validators_of(LANTERN)["action_areas"]
    for goals, is_invalid in (
        ([goal], False),
        ([str(goal)], False),
        ([999], True),
        (["999"], True),
    ):
        entry = [{"id": "a", "title": {"en": "A"}, "goals": goals}]
        assert is_invalid == bool(list(validator.iter_errors(entry)))


def test_countries_and_languages_are_proposed_with_english_names():
    countries = proposed_ids(MINIMAL, "members", "country")
    languages = proposed_ids(MINIMAL, "members", "language")

    assert "Norway" == countries["NO"] and set(COUNTRIES) == set(countries)
    assert ("French", "Arabic") == (languages["fr"], languages["ar"])
    assert "fr_CA" not in languages


def test_countries_are_proposed_with_the_names_of_the_coalition(tmp_path: Path):
    shutil.copytree(LANTERN, tmp_path / "data")
    with (tmp_path / "data" / "coalition.yaml").open("a", encoding="utf-8") as file:
        file.write("countries: [{code: QX, name: Quexland}, {code: EG, name: {en: Lamps, ar: ب}}]")
    countries = proposed_ids(tmp_path / "data", "members", "country")

    assert {"QX"} == set(countries) - set(COUNTRIES)
    assert ("Quexland", "Lamps", "Norway") == tuple(countries[c] for c in ("QX", "EG", "NO"))


def test_a_text_proposes_the_languages_of_the_site_by_name():
    texts = schemas_of(LANTERN)["members"]["definitions"]["texts-by-language"]
    spellings = schemas_of(LANTERN)["members"]["definitions"]["names-by-language"]

    proposed = {code: inner["description"] for code, inner in texts["properties"].items()}
    assert {"en": "English", "ar": "Arabic"} == proposed
    assert (["en"], []) == (texts["required"], spellings["required"])


@pytest.mark.parametrize("file", schemas.FILES_WITH_SCHEMAS)
def test_every_key_is_described_and_a_red_line_says_what_to_write(file: str):
    schema = schemas_of(ORCHARD / "data")[file]

    for inner in iter_subschemas(schema):
        for name, part in inner.get("properties", {}).items():
            assert part["description"][0].isupper() or not part["description"][0].isalpha(), name
        if "enumDescriptions" in inner:
            assert inner["errorMessage"][0].isupper()


@pytest.mark.parametrize("record", list_records(), ids=lambda record: record.__name__)
def test_every_key_has_an_example_that_is_shown_and_never_proposed(record: Any):  # noqa: ANN401
    schemas_of_record = [
        part
        for file in schemas.FILES_WITH_SCHEMAS
        for part in iter_subschemas(schemas_of(MINIMAL)[file])
        if {key.name for key in list_keys(record)} == set(part.get("properties", ()))
    ]
    for key in list_keys(record):
        has_examples = bool(key.kind and not key.kind.reference_kind)
        property_schema = schemas_of_record[0]["properties"][key.name]
        assert "examples" not in property_schema
        assert has_examples == bool(property_schema.get("if", {}).get("examples"))


@pytest.mark.parametrize("file", schemas.FILES_WITH_SCHEMAS)
def test_nothing_is_proposed_that_is_only_a_default(file: str):
    for part in iter_subschemas(schemas_of(ORCHARD / "data")[file]):
        assert "default" not in part
        assert "null" not in str(part.get("type"))


@pytest.mark.parametrize("file", schemas.FILES_WITH_SCHEMAS)
def test_a_schema_is_one_of_draft_07_that_javascript_can_read(file: str):
    schema = schemas_of(ORCHARD / "data")[file]

    Draft7Validator.check_schema(schema)
    for part in iter_subschemas(schema):
        patterns = [part.get("pattern", ""), *part.get("patternProperties", ())]
        for pattern in filter(lambda value: isinstance(value, str), patterns):
            # with the flag u, which the language server sets, no other character may be escaped
            assert [] == re.findall(r"\\[^sSdDwWbBxnrt^$\\.*+?()\[\]{}|/]", pattern)
            assert "(?P" not in pattern and "(?i" not in pattern


@given(st.from_regex(r"[-+]?[.0-9a-zA-Z]{1,8}", fullmatch=True))
@example("true").via("a truth value")
@example("0o17").via("an octal number")
@example("1E400").via("a number that overflows to infinity")
def test_ids_that_yaml_reads_as_something_else_are_known(text: str):
    value = load_core_yaml(f"key: {text}")["key"]

    # JSON has neither infinity nor NaN, so those stay texts in a schema
    if value is not None and not (isinstance(value, float) and not math.isfinite(value)):
        assert (value, type(value)) == (resolve_yaml_scalar(text), type(resolve_yaml_scalar(text)))


@pytest.mark.parametrize("prefix", ["", "-", "0x", "0o"])
def test_an_integer_too_large_for_json_is_a_text(prefix: str):
    number, text = prefix + 300 * "7", prefix + 5000 * "7"

    assert text == resolve_yaml_scalar(text)
    assert isinstance(resolve_yaml_scalar(number), str if prefix == "0x" else int)


def test_an_id_of_thousands_of_digits_is_written_to_the_schemas(tmp_path: Path):
    data = shutil.copytree(MINIMAL, tmp_path / "data")
    id = 5000 * "7"
    (data / "organisations.yaml").write_text(f"- id: {id}\n  name: Club\n", encoding="utf-8")

    assert f'"{id}"' in json.dumps(schemas_of(data))


def test_ids_made_of_digits_are_proposed_as_yaml_reads_them(tmp_path: Path):
    data = shutil.copytree(MINIMAL, tmp_path / "data")
    (data / "organisations.yaml").write_text("- id: 2024\n  name: Club 2024\n", encoding="utf-8")
    (data / "members.yaml").write_text(
        "- name: 1\n  group: gardiens\n  organisation: 2024\n"
        "- name: 2\n  group: gardiens\n  organisation: '2024'\n  id: '2'\n",
        encoding="utf-8",
    )
    load_coalition(data)

    assert {2024: "Club 2024"} == proposed_ids(data, "members", "id-of-an-organisation")
    assert [] == list_all_errors(data)


def test_only_the_values_from_the_data_differ_between_the_schemas_of_two_coalitions():
    for file in DATA_FILES:
        ours, other = schemas_of(MINIMAL)[file], schemas_of(LANTERN)[file]

        assert ours.keys() == other.keys()
        assert ours["definitions"] != other["definitions"]
        assert {key: value for key, value in ours.items() if key != "definitions"} == {
            key: value for key, value in other.items() if key != "definitions"
        }


# The files that name a schema


@pytest.mark.parametrize(
    ("folder", "file"),
    [
        *((ORCHARD / "data", file) for file in DATA_FILES),
        *((MINIMAL, file) for file in REQUIRED_DATA_FILES),
    ],
)
def test_the_first_line_of_a_file_names_its_schema(folder: Path, file: str):
    first = (folder / f"{file}.yaml").read_text(encoding="utf-8").splitlines()[0]

    name = schemas.get_schema_path(file).removeprefix("data/")
    assert f"# yaml-language-server: $schema={name}" == first


def test_visual_studio_code_uses_the_schema_of_each_file():
    settings_json = json.loads((PROJECT / ".vscode" / "settings.json").read_text(encoding="utf-8"))
    extensions_json = json.loads(
        (PROJECT / ".vscode" / "extensions.json").read_text(encoding="utf-8")
    )

    data_files = {schema: paths[0] for schema, paths in settings_json["yaml.schemas"].items()}
    assert {
        f"./{schemas.get_schema_path(file)}": f"data/{file}.yaml"
        for file in schemas.FILES_WITH_SCHEMAS
    } == data_files
    assert (
        settings_json["yaml.schemaStore.enable"]
        is settings_json["redhat.telemetry.enabled"]
        is False
    )
    assert ["redhat.vscode-yaml"] == extensions_json["recommendations"]


def test_git_keeps_the_schemas_and_the_settings():
    committed = [
        *map(schemas.get_schema_path, schemas.FILES_WITH_SCHEMAS),
        ".vscode/settings.json",
        ".vscode/extensions.json",
    ]
    ignored = (PROJECT / ".gitignore").read_text(encoding="utf-8").splitlines()

    assert [] == [
        name
        for name in committed
        if any(pattern.strip("/*") in name for pattern in ignored if pattern)
    ]


# Keeping them current


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with the data of `lantern` and its schemas."""
    shutil.copytree(LANTERN, tmp_path / "data")
    schemas.write_schemas(tmp_path)
    return tmp_path


def append_to_file(project: Path, file: str, text: str) -> None:
    with (project / "data" / f"{file}.yaml").open("a", encoding="utf-8") as opened:
        opened.write(text)


def test_schemas_are_stale_until_they_are_written(tmp_path: Path):
    shutil.copytree(LANTERN, tmp_path / "data")
    all_paths = [schemas.get_schema_path(file) for file in schemas.FILES_WITH_SCHEMAS]

    assert all_paths == schemas.find_stale_schemas(tmp_path)
    assert all_paths == schemas.write_schemas(tmp_path)
    assert ([], []) == (schemas.find_stale_schemas(tmp_path), schemas.write_schemas(tmp_path))


def test_one_more_organisation_makes_those_stale_that_name_it(project: Path):
    append_to_file(project, "organisations", "- name: Lamp Museum\n")

    stale = [schemas.get_schema_path(name) for name in DATA_FILES if name not in WITHOUT_IDS]
    assert stale == schemas.find_stale_schemas(project)
    assert stale == schemas.write_schemas(project)
    assert '"lamp-museum"' in (project / stale[3]).read_text(encoding="utf-8")


def test_one_more_member_makes_none_stale(project: Path):
    append_to_file(project, "members", "- name: Ana Lamp\n  group: libraries\n")

    assert [] == schemas.find_stale_schemas(project)


def test_line_ends_of_windows_do_not_make_a_schema_stale(project: Path):
    for file in (project / "data" / "schema").iterdir():
        file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))

    assert [] == schemas.find_stale_schemas(project)


def test_a_damaged_schema_is_rewritten(project: Path):
    (project / "data" / "schema" / "members.schema.json").write_bytes(b"\xff")

    assert ["data/schema/members.schema.json"] == schemas.write_schemas(project)


def test_an_entry_with_a_mistake_can_be_named_at_once(project: Path):
    append_to_file(
        project, "organisations", "- id: lamp-museum\n  name: Lamp Museum\n  country: Norway\n"
    )

    schemas.write_schemas(project)

    text = (project / "data" / "schema" / "members.schema.json").read_text(encoding="utf-8")
    assert '"lamp-museum"' in text


def test_a_file_that_cannot_be_read_leaves_its_schemas_as_they_are(project: Path):
    append_to_file(project, "organisations", "- name: [Lamp Museum\n")
    append_to_file(project, "action_areas", "- id: lamps\n  title: Lamps\n")

    blocked = [schemas.get_schema_path(name) for name in DATA_FILES if name not in WITHOUT_IDS]
    assert {name: ["data/organisations.yaml"] for name in blocked} == schemas.find_blocked_schemas(
        project
    )
    assert [] == schemas.find_stale_schemas(project)  # all that name areas name organisations, too
    assert '"north-shore"' in (project / blocked[3]).read_text(encoding="utf-8")


def test_without_data_nothing_is_written(tmp_path: Path):
    assert ([], []) == (schemas.find_stale_schemas(tmp_path), schemas.write_schemas(tmp_path))
    assert {schemas.get_schema_path(file) for file in DATA_FILES} == set(
        schemas.find_blocked_schemas(tmp_path)
    )


def test_a_byte_order_mark_and_line_ends_of_windows_change_no_schema(project: Path):
    for file in (project / "data").glob("*.yaml"):
        text = file.read_text(encoding="utf-8").replace("\n", "\r\n")
        file.write_bytes(b"\xef\xbb\xbf" + text.encode())

    assert [] == schemas.find_stale_schemas(project)


# The command


def run_schema_command(project: Path) -> subprocess.CompletedProcess[str]:
    arguments = [sys.executable, "-c", "import tasks; tasks.main()", "schema"]
    return subprocess.run(arguments, cwd=project, capture_output=True, text=True, check=False)


@pytest.fixture
def full_project(tmp_path: Path) -> Path:
    """A complete project with its commands."""
    folder = copy_project(tmp_path / "prøject", LANTERN, LANTERN.with_name("content"))
    for name in ("src", "tools"):
        shutil.copytree(PROJECT / name, folder / name)
    shutil.copy(PROJECT / "tasks.py", folder)
    return folder


@pytest.mark.integration
def test_the_command_says_what_it_wrote(full_project: Path):
    first, second = run_schema_command(full_project), run_schema_command(full_project)

    assert (0, "") == (first.returncode, first.stderr)
    assert [
        f"{schemas.get_schema_path(file)}: written" for file in schemas.FILES_WITH_SCHEMAS
    ] == first.stdout.splitlines()
    assert "data/schema/ is up to date\n" == second.stdout


@pytest.mark.integration
def test_the_command_says_which_file_has_to_be_fixed_first(full_project: Path):
    (full_project / "data" / "organisations.yaml").write_text("- name: [a\n", encoding="utf-8")

    result = run_schema_command(full_project)

    assert 1 == result.returncode
    assert (
        "data/schema/members.schema.json: left as it is until data/organisations.yaml can be read"
        in result.stderr
    )
    assert "'python3 tasks.py check' reports the errors in data/" in result.stderr
    assert "data/schema/sdgs.schema.json: written" in result.stdout


@pytest.mark.integration
def test_the_command_fails_in_one_line_where_it_cannot_write(full_project: Path):
    (full_project / "data" / "schema").write_text("a file", encoding="utf-8")

    result = run_schema_command(full_project)

    assert 1 == result.returncode and "Traceback" not in result.stderr
    assert result.stderr.startswith("cannot write ") and 1 == result.stderr.count("\n")


def test_the_page_on_the_data_format_mentions_the_schemas():
    assert "`data/schema/`" in data_format.render_data_format()
