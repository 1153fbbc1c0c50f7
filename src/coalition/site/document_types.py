"""What pages call the types of documents."""

from __future__ import annotations

from coalition.i18n import Language
from coalition.model import DocumentType


def get_document_type_label(language: Language, type: DocumentType) -> str:
    """Return the name of a type of document in the language of a page."""
    _ = language.translations.gettext
    labels: dict[DocumentType, str] = {
        "action-plan": _("Action plan"),
        "article": _("Article"),
        "briefing-paper": _("Briefing paper"),
        "brochure": _("Brochure"),
        "case-study": _("Case study"),
        "declaration": _("Declaration"),
        "draft": _("Draft document"),
        "guidelines": _("Guidelines"),
        "minutes": _("Minutes"),
        "newsletter": _("Newsletter"),
        "presentation": _("Presentation"),
        "recommendation": _("Recommendation"),
        "report": _("Report"),
        "statement": _("Statement"),
        "toolkit": _("Toolkit"),
        "transcript": _("Transcript"),
        "working-paper": _("Working paper"),
        "yearly-report": _("Yearly report"),
    }
    return labels[type]
