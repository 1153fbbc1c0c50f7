"""Render diagnostics as an HTML overlay in the language of the page that it covers.

Labels are translated through the catalog of that language. Messages and hints of diagnostics are
English, as in the terminal, and marked with `lang="en"`, unless the catalog translates them.
"""

from __future__ import annotations

from collections.abc import Sequence
from gettext import NullTranslations
from pathlib import Path

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from coalition.diagnostics import Diagnostic, escape_invisible, split_excerpt
from coalition.i18n import Language

OVERLAY_TEMPLATE = Environment(
    autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
).from_string((Path(__file__).parent / "overlay.html").read_text("utf-8"))
DEFAULT_OVERLAY_LANGUAGE = Language("en", NullTranslations())


def render_overlay(diagnostics: Sequence[Diagnostic], language: Language | None) -> str:
    """Render the overlay as HTML. `language` is that of the page; None if there is no page yet."""
    overlay_language = language or DEFAULT_OVERLAY_LANGUAGE
    translations = overlay_language.translations
    gettext, ngettext = translations.gettext, translations.ngettext
    count = len(diagnostics)
    heading = ngettext("%(shown)s problem", "%(shown)s problems", count)
    labels = {
        "heading": heading % {"shown": overlay_language.format_number(count)},
        "stale_page": gettext(
            "The page below is the last one without errors."
            " This message disappears when you save a fix."
        ),
        "no_page": gettext("There is no page to show yet. It appears when you save a fix."),
        "help": gettext("What to do"),
        "hide": gettext("Show the page"),
        "show": gettext("Show what is wrong"),
    }
    return OVERLAY_TEMPLATE.render(
        language=overlay_language,
        labels=labels,
        diagnostics=diagnostics,
        has_page=language is not None,
        split_excerpt=split_excerpt,
        translate=lambda message: _translate_message(message, overlay_language),
    )


def _translate_message(text: str, language: Language) -> Markup:
    """Translate a message if the catalog has it; else mark it as English."""
    translated = language.translations.gettext(text) if text else text
    if translated != text or language.code == "en":
        return Markup("{}").format(escape_invisible(translated))
    return Markup('<span lang="en" dir="ltr">{}</span>').format(escape_invisible(text))
