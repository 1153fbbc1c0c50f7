"""What pages call the kinds of events, the ways to take part in them, and what people do there."""

from __future__ import annotations

from coalition.i18n import Language


def label_event_kind(kind: str, language: Language) -> str:
    """Return what a kind of event is called."""
    _ = language.translations.gettext
    labels = {
        "conference": _("Conference"),
        "congress": _("Congress"),
        "consultation": _("Consultation"),
        "course": _("Course"),
        "launch": _("Launch"),
        "meeting": _("Meeting"),
        "session": _("Session"),
        "survey": _("Survey"),
        "webinar": _("Webinar"),
        "workshop": _("Workshop"),
    }
    return labels[kind]


def label_event_role(role: str, language: Language) -> str:
    """Return what somebody does at an event."""
    _ = language.translations.gettext
    labels = {
        "chair": _("Chair"),
        "co-chair": _("Co-chair"),
        "contributor": _("Contributor"),
        "host": _("Host"),
        "keynote-speaker": _("Keynote speaker"),
        "moderator": _("Moderator"),
        "organiser": _("Organiser"),
        "panellist": _("Panellist"),
        "participant": _("Participant"),
        "rapporteur": _("Rapporteur"),
        "speaker": _("Speaker"),
    }
    return labels[role]


def label_event_mode(mode: str, language: Language) -> str:
    """Return how people take part in an event."""
    _ = language.translations.gettext
    labels = {
        "in-person": _("In person"),
        "online": _("Online"),
        "hybrid": _("In person and online"),
    }
    return labels[mode]


def label_event_status(status: str, language: Language) -> str:
    """Return what became of an event, in one word."""
    _ = language.translations.gettext
    labels = {"cancelled": _("Cancelled"), "postponed": _("Postponed")}
    return labels[status]
