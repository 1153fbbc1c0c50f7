"""Render errors and warnings as an HTML overlay with a badge, in the language of the page.

Labels are translated through the catalog of that language, messages and hints of diagnostics
through the program's own catalogs. A message without a translation is English and marked with
`lang="en"`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from gettext import NullTranslations
from hashlib import sha256
from pathlib import Path

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from coalition.devserver.editor_links import EditorLinks
from coalition.devserver.excerpts import Excerpts
from coalition.devserver.explanations import Explanations
from coalition.diagnostics import Diagnostic, escape_invisible, translate_message
from coalition.i18n import Language, load_diagnostic_translations

_FOLDER = Path(__file__).parent
OVERLAY_TEMPLATE = Environment(
    autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
).from_string((_FOLDER / "overlay.html").read_text("utf-8"))
OVERLAY_STYLES = Markup("".join((_FOLDER / f"{name}.css").read_text("utf-8")
                                for name in ("preview", "overlay")))  # fmt: skip
DEFAULT_OVERLAY_LANGUAGE = Language("en", NullTranslations())

MAX_LISTED = 100
"""How many errors, and how many warnings, the overlay lists; the check lists all."""


@dataclass(frozen=True)
class OverlayLinks:
    """Where the items of the overlay lead to."""

    editor: EditorLinks
    explanations: Explanations


@dataclass(frozen=True)
class _List:
    """The errors or the warnings as the overlay shows them, with translated texts."""

    severity: str
    shown: Sequence[Diagnostic]
    heading: str
    count: str
    more: str


def render_overlay(
    diagnostics: Sequence[Diagnostic],
    excerpts: Excerpts,
    language: Language | None,
    links: OverlayLinks,
    *,
    is_stale: bool = True,
    is_checking: bool = False,
) -> str:
    """Render the overlay as HTML.

    `language` is that of the page; None if there is no page yet. The page `is_stale` if it is older
    than the files because of the errors. `is_checking` if a check of all pages is to follow.
    """
    overlay_language = language or DEFAULT_OVERLAY_LANGUAGE
    errors = _list_problems(diagnostics, "error", overlay_language)
    warnings = _list_problems(diagnostics, "warning", overlay_language)
    return OVERLAY_TEMPLATE.render(
        language=overlay_language,
        labels=_translate_labels(errors, warnings, overlay_language)
        | {"state": _describe_state(errors, overlay_language, language is not None, is_stale)},
        errors=errors,
        warnings=warnings,
        error_keys=" ".join(map(_make_key, errors.shown)),
        excerpts=excerpts,
        has_page=language is not None,
        is_checking=is_checking,
        get_editor_url=links.editor.build_url,
        get_explanation=links.explanations.get_path,
        translate=lambda message: _translate_message(message, overlay_language),
        styles=OVERLAY_STYLES,
    )


def _list_problems(diagnostics: Sequence[Diagnostic], severity: str, language: Language) -> _List:
    ngettext = language.translations.ngettext
    listed = [item for item in diagnostics if item.severity == severity]
    count, more = len(listed), max(0, len(listed) - MAX_LISTED)
    heading = (
        ngettext("%(shown)s problem", "%(shown)s problems", count)
        if severity == "error"
        else ngettext("%(shown)s warning", "%(shown)s warnings", count)
    )
    rest = language.translations.gettext("… and %(shown)s more")
    return _List(
        severity,
        listed[:MAX_LISTED],
        heading % {"shown": language.format_number(count)} if listed else "",
        language.format_number(count),
        rest % {"shown": language.format_number(more)} if more else "",
    )


def _translate_labels(errors: _List, warnings: _List, language: Language) -> dict[str, str]:
    _: Callable[[str], str] = language.translations.gettext
    show = _("Show what is wrong")
    counts = language.join_list([text for text in (errors.heading, warnings.heading) if text])
    return {
        "help": _("What to do:"),
        "hide": _("Show the page"),
        "close": _("Close"),
        "badge": f"{show} ({counts})",
        "edit": _("Open in the editor"),
        "explain": _("Explanation"),
        "source": _("Lines of the file"),
    }


def _describe_state(errors: _List, language: Language, has_page: bool, is_stale: bool) -> str:
    """Return a sentence about the page below the overlay."""
    _: Callable[[str], str] = language.translations.gettext
    if not has_page:
        return _("There is no page to show yet. It appears when you save a fix.")
    if not errors.shown:
        return _("Warnings do not prevent publication.")
    if is_stale:
        return _(
            "The page below is the last one without errors."
            " This message disappears when you save a fix."
        )
    return _("The page below shows what you saved, but the site cannot be published like this.")


def _make_key(diagnostic: Diagnostic) -> str:
    """Return what identifies an error when lines above it are added or removed."""
    identity = diagnostic.location.file, diagnostic.rule, diagnostic.message
    return sha256(repr(identity).encode("utf-8", "surrogatepass")).hexdigest()[:12]


def _translate_message(text: str, language: Language) -> Markup:
    """Translate a message if a catalog has it; else mark it as English."""
    translated = translate_message(text, load_diagnostic_translations(language.code))
    if translated != text or language.code == "en":
        return Markup("{}").format(escape_invisible(translated))
    return Markup('<span lang="en" dir="ltr">{}</span>').format(escape_invisible(text))
