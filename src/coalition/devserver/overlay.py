"""Problems -> the HTML that a preview lays over the page, in the page's language.

The words around a problem come from the catalogue of that language. What a problem itself says is
English, as it is in the terminal, and marked so; should a catalogue have it, it is translated too.
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
    """The HTML that says what is wrong; without a `language`, there is no page behind it yet."""
    spoken = language or DEFAULT_OVERLAY_LANGUAGE
    gettext, ngettext = spoken.translations.gettext, spoken.translations.ngettext
    number = len(diagnostics)
    counted = ngettext("%(shown)s problem", "%(shown)s problems", number)
    words = {
        "heading": counted % {"shown": spoken.format_number(number)},
        "behind": gettext("Behind this stands the last good page. Mend the file, and this goes."),
        "no_page": gettext("There is no page to show yet. Mend the file, and it comes."),
        "help": gettext("What to do"),
        "hide": gettext("Show the page"),
        "show": gettext("Show what is wrong"),
    }
    return OVERLAY_TEMPLATE.render(
        language=spoken,
        words=words,
        problems=diagnostics,
        has_page=language is not None,
        framed=split_excerpt,
        said=lambda text: _translate_message(text, spoken),
    )


def _translate_message(text: str, language: Language) -> Markup:
    """What a problem says: translated if the catalogue can, else marked as English."""
    translated = language.translations.gettext(text) if text else text
    if translated != text or language.code == "en":
        return Markup("{}").format(escape_invisible(translated))
    return Markup('<span lang="en" dir="ltr">{}</span>').format(escape_invisible(text))
