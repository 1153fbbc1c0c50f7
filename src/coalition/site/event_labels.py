"""What pages call the kinds of events, the ways to take part in them, and what people do there."""

from __future__ import annotations

from coalition.i18n import Language, format_time_range, name_time_zone
from coalition.model import Event, LocalizedText


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


def label_event_title(event: Event, language: Language) -> LocalizedText:
    """Return the title of an event, which says so if it does not take place as announced.

    This is for files: pages have a notice.
    """
    _ = language.translations.gettext
    title = event.title.localize(language.code)
    if event.status == "cancelled":
        return LocalizedText(_("Cancelled: %(title)s") % {"title": title.text}, title.language)
    if event.status == "postponed":
        return LocalizedText(_("Postponed: %(title)s") % {"title": title.text}, title.language)
    return title


def explain_event_status(event: Event, language: Language) -> str:
    """Return the sentence about what became of an event; empty if it takes place as announced."""
    _ = language.translations.gettext
    sentences = {
        "cancelled": _("This event was cancelled."),
        "postponed": _("This event was postponed. It does not take place on the day given here."),
    }
    return sentences[event.status] if event.status else ""


def format_event_times(event: Event, language: Language) -> str:
    """Return the times of an event with the name of their zone; empty if only days are known."""
    start, end = event.starts_at, event.ends_at
    if start is None:
        return ""
    pattern, texts = format_time_range(start, end, language)
    return f"{pattern.format(*texts)} {name_time_zone(start, end, language)}"
