"""The conditions of a body as text for a terminal: what is met, and what to enter where."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from datetime import date

from coalition.model import ConditionTest
from coalition.project import CONDITIONS, LoadedData, get_child
from coalition.site import (
    ConditionResult,
    ConditionSetResult,
    ConditionStatus,
    Site,
    get_report_slug,
)
from coalition.sources import YamlMapping, YamlNode, YamlSequence

MIN_WIDTH = 40
"""The narrowest text, in characters; a narrower terminal breaks the lines itself."""

_LABELS: dict[ConditionStatus, str] = {"met": "met", "not-met": "not met", "unknown": "unknown"}
_INDENT = " " * 11
"""The columns before a text: a label, such as `not met`, and blanks around it."""


def render_conditions(
    site: Site, data: LoadedData, results: Sequence[ConditionSetResult], width: int
) -> str:
    """Return the sets of conditions as text that is at most `width` characters wide.

    `data` has the places at which something is to be entered.
    """
    paragraphs = [
        "\n".join(_render_set(site, data, index, result, max(width, MIN_WIDTH)))
        for index, result in enumerate(results)
    ]
    return "\n\n".join(paragraphs)


def _render_set(
    site: Site, data: LoadedData, index: int, result: ConditionSetResult, width: int
) -> Iterator[str]:
    conditions = result.conditions
    yield from _wrap(f"{site.localize(conditions.body)}: {site.localize(conditions.title)}", width)
    yield from _wrap(_describe(result, site.as_of), width, "  ")
    if conditions.source:
        checked = f" (checked {conditions.checked})" if conditions.checked else ""
        yield from _wrap(f"source{checked}: {conditions.source}", width, "  ")
    yield ""
    for number, condition in enumerate(result.results):
        label = f"  {_LABELS[condition.status]:<9}"
        text = _wrap(site.localize(condition.condition.text), width, _INDENT)
        yield label + text[0].removeprefix(_INDENT)
        yield from text[1:]
        for line in _explain(site, data, (index, number), condition):
            yield from _wrap(line, width, f"{_INDENT}- ", f"{_INDENT}  ")


def _describe(result: ConditionSetResult, day: date | None) -> str:
    """Return how many conditions are met, and until when they have to be; `day` is of the data."""
    conditions = result.conditions
    parts = [f"{result.count('met')} of {len(result.results)} met"]
    if unknown := result.count("unknown"):
        parts.append(f"{unknown} unknown")
    if conditions.year:
        parts.append(f"for {conditions.year}")
    if conditions.deadline:
        has_passed = day is not None and conditions.deadline < day
        parts.append(f"deadline {conditions.deadline}{' (passed)' if has_passed else ''}")
    return ", ".join(parts)


def _explain(
    site: Site, data: LoadedData, position: tuple[int, int], result: ConditionResult
) -> Iterator[str]:
    """Yield what shows that a condition is met or not, then what to enter where."""
    if result.evidence:
        yield "; ".join(
            f"{one.text.text} ({one.url})"
            if one.url and one.url != one.text.text
            else one.text.text
            for one in result.evidence
        )
    if result.status == "unknown":
        yield (
            "the data cannot tell: write 'met: yes' or 'met: no', with 'source: ...', in"
            f" {_locate_condition(data, position)}"
        )
    elif result.status == "not-met" and result.condition.test:
        yield _suggest_entry(site, data, result.condition.test, result)


def _suggest_entry(
    site: Site, data: LoadedData, test: ConditionTest, result: ConditionResult
) -> str:
    """Return what to enter where, so that a condition with a test is met."""
    year, language = result.year, site.coalition.default_language
    report = f"content/pages/{get_report_slug(year)}.{language}.md" if year else "content/pages/"
    remedies: dict[ConditionTest, str] = {
        "action-plan": "add an area: 'python3 tasks.py new area'",
        "contact": "write 'contact' in data/coalition.yaml",
        "event-people": (
            "'python3 tasks.py sheet EVENT' says of whom something is missing; a session is an"
            " event with 'kind: session' in data/events.yaml"
        ),
        "join-page": f"write content/pages/join.{language}.md",
        "mailing-list": f"enter 'url: ...' {_locate_mailing_list(data)}",
        "mission": "write 'mission' in data/coalition.yaml",
        "open-archive": f"enter 'archive: ...' {_locate_mailing_list(data)}",
        "session-report": (
            "enter 'report: ...' or 'minutes: ...' at a session in data/events.yaml, or a document"
            " of the type 'report' with its 'events' in data/documents.yaml"
        ),
        "stakeholder-groups": (
            f"{result.condition.minimum} are needed: members of other groups, with 'group: ...' in"
            " data/members.yaml"
        ),
        "yearly-report": (
            f"the report for {year}: 'python3 tasks.py report {year}' drafts {report}; or enter it"
            " in data/documents.yaml, with 'type: yearly-report' and the year in its title"
        ),
    }
    return remedies[test]


def _locate_mailing_list(data: LoadedData) -> str:
    """Return where the keys of the mailing list are in the data, or would be."""
    root = data.documents["coalition"].root
    node = root.entries_by_key.get("mailing_list") if isinstance(root, YamlMapping) else None
    if node is None:
        return "under a key 'mailing_list' in data/coalition.yaml"
    return f"under 'mailing_list' in data/coalition.yaml:{node[0].location.line}"


def _locate_condition(data: LoadedData, position: tuple[int, int]) -> str:
    """Return the place of a condition, by the positions of its set and of itself."""
    entries = data.raw_entries[CONDITIONS]
    items = get_child(entries[position[0]].node, "conditions")
    node: YamlNode = entries[position[0]].node
    if isinstance(items, YamlSequence):
        node = items.items[position[1]]
    return f"data/{CONDITIONS.file}.yaml:{node.location.line}"


def _wrap(text: str, width: int, first: str = "", rest: str | None = None) -> list[str]:
    """Return the lines of a text, broken between words only: an address stays whole."""
    return textwrap.wrap(
        text,
        width,
        initial_indent=first,
        subsequent_indent=first if rest is None else rest,
        break_long_words=False,
        break_on_hyphens=False,
    )
