"""The words of figures of categories: titles, headings, names of categories, sentences."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import cast

from coalition.model import DocumentType, LocalizedText, OrganisationKind
from coalition.site.document_types import get_document_type_label
from coalition.site.event_labels import label_event_mode
from coalition.site.labels import label_organisation_kind, name_un_groups
from coalition.site.site import Site
from coalition.site.tallies import CategoryTallyId, YearTallyId


@dataclass(frozen=True)
class FigureTexts:
    """The words of a figure in one language.

    `header` are the headings of its table. `largest` is the pattern of the sentence about the
    category with the most entries, `tied` of the one about several with the same number.
    """

    title: str
    header: tuple[str, str]
    largest: str
    tied: str


CategoryNamer = Callable[[Site, str], LocalizedText]


def get_category_texts(site: Site, id: CategoryTallyId) -> FigureTexts:
    """Return the words of a figure of categories."""
    _ = site.language.translations.gettext
    members, documents = site.get_label("members").text, site.get_label("documents").text
    texts: Mapping[CategoryTallyId, FigureTexts] = {
        "members-by-group": FigureTexts(
            _("Members by stakeholder group"),
            (_("Stakeholder group"), members),
            _("The stakeholder group with the most members is %(names)s: %(shown)s of %(total)s."),
            _(
                "The stakeholder groups with the most members are %(names)s: %(shown)s of %(total)s"
                " each."
            ),
        ),
        "members-by-region": FigureTexts(
            _("Members by region"),
            (_("Region"), members),
            _("The region with the most members is %(names)s: %(shown)s of %(total)s."),
            _("The regions with the most members are %(names)s: %(shown)s of %(total)s each."),
        ),
        "members-by-un-group": FigureTexts(
            _("Members by regional group of the United Nations"),
            (_("Regional group of the United Nations"), members),
            _("The regional group with the most members is %(names)s: %(shown)s of %(total)s."),
            _(
                "The regional groups with the most members are %(names)s: %(shown)s of %(total)s"
                " each."
            ),
        ),
        "organisations-by-kind": FigureTexts(
            _("Organisations by kind"),
            (_("Kind of organisation"), _("Organisations")),
            _("The most frequent kind of organisation is %(names)s: %(shown)s of %(total)s."),
            _(
                "The most frequent kinds of organisations are %(names)s: %(shown)s of %(total)s"
                " each."
            ),
        ),
        "events-by-mode": FigureTexts(
            _("Events in person and online"),
            (_("Participation"), site.get_label("events").text),
            _("The most frequent form of events is %(names)s: %(shown)s of %(total)s."),
            _("The most frequent forms of events are %(names)s: %(shown)s of %(total)s each."),
        ),
        "documents-by-type": FigureTexts(
            _("Documents by type"),
            (_("Type"), documents),
            _("The most frequent type of document is %(names)s: %(shown)s of %(total)s."),
            _("The most frequent types of documents are %(names)s: %(shown)s of %(total)s each."),
        ),
        "documents-by-language": FigureTexts(
            _("Documents by language"),
            (_("Language"), documents),
            _("The most frequent language of documents is %(names)s: %(shown)s of %(total)s."),
            _(
                "The most frequent languages of documents are %(names)s: %(shown)s of %(total)s"
                " each."
            ),
        ),
    }
    return texts[id]


def get_year_texts(site: Site, id: YearTallyId) -> FigureTexts:
    """Return the words of a figure of years."""
    _ = site.language.translations.gettext
    texts: Mapping[YearTallyId, FigureTexts] = {
        "events-by-year": FigureTexts(
            _("Events by year"),
            (_("Year"), site.get_label("events").text),
            _("The year with the most events is %(names)s: %(shown)s of %(total)s."),
            _("The years with the most events are %(names)s: %(shown)s of %(total)s each."),
        ),
        "documents-by-year": FigureTexts(
            _("Documents by year"),
            (_("Year"), site.get_label("documents").text),
            _("The year with the most documents is %(names)s: %(shown)s of %(total)s."),
            _("The years with the most documents are %(names)s: %(shown)s of %(total)s each."),
        ),
    }
    return texts[id]


def get_matrix_texts(site: Site) -> FigureTexts:
    """Return the words of the matrix of goals and areas of action."""
    _ = site.language.translations.gettext
    return FigureTexts(
        _("Goals by area of action"),
        (_("Area of action"), _("Goals")),
        _(
            "The goal that the most areas of action contribute to is %(names)s: %(shown)s of"
            " %(total)s."
        ),
        _(
            "The goals that the most areas of action contribute to are %(names)s: %(shown)s of"
            " %(total)s each."
        ),
    )


def name_category(site: Site, id: CategoryTallyId, key: str) -> LocalizedText:
    """Return the name of a category, given its key in the tally."""
    language = site.language
    match id:
        case "members-by-group":
            return site.index.groups[key].name.localize(language.code)
        case "members-by-region":
            return language.region_name(key)
        case "members-by-un-group":
            name = name_un_groups([key], language)[0]
        case "organisations-by-kind":
            name = label_organisation_kind(cast(OrganisationKind, key), language)
        case "events-by-mode":
            name = label_event_mode(key, language)
        case "documents-by-type":
            name = get_document_type_label(language, cast(DocumentType, key))
        case "documents-by-language":
            name = language.language_name(key)
    return LocalizedText(name, language.code)


def name_unknown(site: Site, id: CategoryTallyId | YearTallyId) -> str:
    """Return the label of the entries whose category the data do not say."""
    _ = site.language.translations.gettext
    if id == "members-by-group":
        return _("No stakeholder group")
    if id == "members-by-un-group":
        return _("Country not known")
    return _("Not known")
