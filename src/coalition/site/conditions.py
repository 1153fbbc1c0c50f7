"""Compare the conditions in `data/conditions.yaml` with the data.

Each test returns the evidence that it finds in the data. A condition with a test is met or not,
since the data either have the fact or not; all others are what an editor has stated, or unknown.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping

from coalition.i18n import Language
from coalition.model import Condition, ConditionSet, ConditionTest, Document, LocalizedText, Text
from coalition.site.participants import iter_sessions, list_event_people
from coalition.site.site import HOME, Site, get_report_slug
from coalition.site.urls import PageKind, is_web_url
from coalition.site.views.conditions import (
    ConditionResult,
    ConditionSetResult,
    ConditionStatus,
    Evidence,
)

_Facts = tuple[bool, tuple[Evidence, ...]]
"""Whether a condition is met, and what shows that."""

_SESSION_REPORT_TYPES = ("minutes", "report")


def evaluate_conditions(
    site: Site, *, published_only: bool = False
) -> tuple[ConditionSetResult, ...]:
    """Return every set of conditions with its results, in the order of the file.

    With `published_only`, only the sets that visitors may see.
    """
    return tuple(
        ConditionSetResult(one, tuple(_evaluate(site, one, item) for item in one.conditions))
        for one in site.coalition.conditions
        if one.published or not published_only
    )


def find_report_year(site: Site, conditions: ConditionSet) -> int | None:
    """Return the year of the yearly report that conditions ask for; None if that is not known.

    It is the year before that of the conditions, else the last one that is over by the day of the
    data.
    """
    if conditions.year:
        return conditions.year - 1
    return site.as_of.year - 1 if site.as_of else None


def label_condition_status(status: ConditionStatus, language: Language) -> str:
    """Return what pages call the state of a condition."""
    _ = language.translations.gettext
    labels = {"met": _("Met"), "not-met": _("Not met"), "unknown": _("Not known")}
    return labels[status]


def _evaluate(site: Site, conditions: ConditionSet, condition: Condition) -> ConditionResult:
    if condition.test is None:
        return _report_statement(site, condition)
    is_met, evidence = _TESTS[condition.test](site, conditions, condition)
    year = find_report_year(site, conditions) if condition.test == "yearly-report" else None
    return ConditionResult(condition, "met" if is_met else "not-met", evidence, year)


def _report_statement(site: Site, condition: Condition) -> ConditionResult:
    """Return what an editor has stated, with its source."""
    if condition.met is None or condition.source is None:
        return ConditionResult(condition, "unknown")
    source = condition.source
    evidence = Evidence(site.in_default_language(source), url=source if is_web_url(source) else "")
    return ConditionResult(condition, "met" if condition.met == "yes" else "not-met", (evidence,))


def _check_mission(site: Site) -> _Facts:
    if site.has("about"):
        return True, (_link_page(site, "about"),)
    return True, (Evidence(site.get_label(HOME), site.get_address("home")),)


def _check_action_plan(site: Site) -> _Facts:
    slug = "action-plan"
    if not site.has(slug):
        return False, ()
    areas = sum(not area.context for area in site.coalition.action_areas)
    if not areas:
        is_written = slug in site.content_index.pages
        return is_written, (_link_page(site, slug),) if is_written else ()
    text = site.language.translations.ngettext(
        "%(shown)s area of action", "%(shown)s areas of action", areas
    )
    return True, (_link(site, _format_count(site, text, areas), "page", slug),)


def _check_contact(site: Site) -> _Facts:
    contacts = site.coalition.all_contacts
    return True, tuple(_link_text(site, one.name, "page", "contact") for one in contacts)


def _check_mailing_list(site: Site) -> _Facts:
    mailing_list = site.coalition.mailing_list
    _ = site.language.translations.gettext
    url = mailing_list.url if mailing_list else None
    return _check_url(site, _("Subscribe to the mailing list"), url)


def _check_archive(site: Site) -> _Facts:
    mailing_list = site.coalition.mailing_list
    _ = site.language.translations.gettext
    url = mailing_list.archive if mailing_list else None
    return _check_url(site, _("Archive of the list"), url)


def _check_url(site: Site, label: str, url: str | None) -> _Facts:
    if not url:
        return False, ()
    return True, (Evidence(LocalizedText(label, site.language.code), url=url),)


def _check_join_page(site: Site) -> _Facts:
    return (True, (_link_page(site, "join"),)) if site.has("join") else (False, ())


def _check_groups(site: Site, minimum: int) -> _Facts:
    members = {id: len(rows) for id, rows in site.index.members_by_group.items()}
    groups = [group for group in site.coalition.groups if members.get(group.id)]
    evidence = tuple(_link_text(site, group.name, "group", group.id) for group in groups)
    return len(groups) >= minimum, evidence


def _check_session_report(site: Site, conditions: ConditionSet) -> _Facts:
    """Look for a report of a session before the year of the conditions, or before today."""
    for event in iter_sessions(site.index):
        is_earlier = not conditions.year or event.start.day.year < conditions.year
        if site.index.is_coming(event) or not is_earlier:
            continue
        documents = _list_reports(site.index.documents_by_event.get(event.id, ()))
        if event.report or event.minutes or documents:
            return True, (_link_text(site, event.title, "event", event.id),)
    return False, ()


def _list_reports(documents: Iterable[Document]) -> list[Document]:
    return [document for document in documents if document.type in _SESSION_REPORT_TYPES]


def _check_yearly_report(site: Site, conditions: ConditionSet) -> _Facts:
    year = find_report_year(site, conditions)
    if year is None:
        return False, ()
    slug = get_report_slug(year)
    if slug in site.content_index.pages:
        return True, (_link_page(site, slug),)
    documents = [
        document
        for document in site.index.documents.values()
        if document.type == "yearly-report" and _names_year(document, year)
    ]
    return bool(documents), tuple(
        _link_text(site, document.title, "document", document.id) for document in documents
    )


def _names_year(document: Document, year: int) -> bool:
    pattern = re.compile(rf"(?<!\d){year}(?!\d)")
    return any(pattern.search(title) for title in document.title.root.values())


def _check_event_people(site: Site) -> _Facts:
    event = next(iter_sessions(site.index), None)
    everybody = list_event_people(site.index, event) if event else ()
    people = [person for person in everybody if not person.is_coalition]
    if not event or not people:
        return False, ()
    complete = sum(person.is_complete for person in people)
    text = site.language.translations.gettext(
        "Stakeholder group and country known for %(complete)s of %(shown)s"
    )
    shown = text % {
        "complete": site.language.format_number(complete),
        "shown": site.language.format_number(len(people)),
    }
    return complete == len(people), (_link(site, shown, "event", event.id),)


def _format_count(site: Site, text: str, count: int) -> str:
    return text % {"shown": site.language.format_number(count)}


def _link(site: Site, text: str, kind: PageKind, id: str) -> Evidence:
    return Evidence(LocalizedText(text, site.language.code), site.get_address(kind, id))


def _link_text(site: Site, text: Text, kind: PageKind, id: str) -> Evidence:
    return Evidence(text.localize(site.language.code), site.get_address(kind, id))


def _link_page(site: Site, slug: str) -> Evidence:
    return Evidence(site.get_label(slug), site.get_address("page", slug))


_TESTS: Mapping[ConditionTest, Callable[[Site, ConditionSet, Condition], _Facts]] = {
    "action-plan": lambda site, *_: _check_action_plan(site),
    "contact": lambda site, *_: _check_contact(site),
    "event-people": lambda site, *_: _check_event_people(site),
    "join-page": lambda site, *_: _check_join_page(site),
    "mailing-list": lambda site, *_: _check_mailing_list(site),
    "mission": lambda site, *_: _check_mission(site),
    "open-archive": lambda site, *_: _check_archive(site),
    "session-report": lambda site, conditions, _: _check_session_report(site, conditions),
    "stakeholder-groups": lambda site, _, condition: _check_groups(site, condition.minimum or 1),
    "yearly-report": lambda site, conditions, _: _check_yearly_report(site, conditions),
}
