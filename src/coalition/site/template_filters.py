"""The words that templates have: filters and functions that know the page they stand on.

Each takes the page and its site from the template's context (`page`, `site`), so a macro needs
nothing handed to it. Macros are therefore imported `with context`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from gettext import NullTranslations
from pathlib import Path
from traceback import extract_tb
from urllib.parse import urlsplit

from jinja2 import (
    Environment,
    TemplateError,
    TemplateNotFound,
    TemplateRuntimeError,
    TemplatesNotFound,
    TemplateSyntaxError,
    pass_context,
)
from jinja2.runtime import Context
from markupsafe import Markup, escape

from coalition.diagnostics import Diagnostic, Location
from coalition.i18n import Language, get_language_tag, get_text_direction
from coalition.markup import render_markdown
from coalition.model import LocalizedText, MissingLangError, PartialDate, Text
from coalition.site import exports, host_files
from coalition.site import urls as addresses
from coalition.site.site import Site


class MissingTranslationError(TemplateRuntimeError):
    """A template asks for words that the page's catalogue does not have."""


class StrictTranslations(NullTranslations):
    """Stands behind a catalogue: what is not there stops the build, and is not shown in English."""

    def __init__(self, code: str) -> None:
        super().__init__()
        self.code = code

    def gettext(self, message: str) -> str:
        """Raise MissingTranslationError."""
        said = f"'{message}' is not in the catalogue of '{self.code}'"
        raise MissingTranslationError(
            f"{said}: run 'python3 tasks.py i18n-update', then translate it"
        )

    def ngettext(self, one: str, many: str, number: int) -> str:
        """Raise MissingTranslationError."""
        return self.gettext(one)


def is_template_error(error: Exception, theme: Path) -> bool:
    """Whether an error came up in a template, and not in the programme alone."""
    return isinstance(error, TemplateError) or bool(_find_template_lines(error, theme))


def make_template_diagnostic(error: Exception, theme: Path, template_name: str = "") -> Diagnostic:
    """What is wrong in a template, at the innermost line of one that the error came through.

    `template_name` is the template that was asked for, where the error came through none.
    """
    templates = (theme / "templates").resolve()
    file, line = (_find_template_lines(error, theme) or [(templates / template_name, 1)])[-1]
    lines = _read_lines(file)
    excerpt = lines[line - 1] if line <= len(lines) else ""  # it may have been saved again since
    shown = f"{theme.name}/templates/{file.relative_to(templates).as_posix()}"
    place = Location(
        shown, line, len(excerpt) - len(excerpt.lstrip()) + 1, len(excerpt.strip()) or 1
    )
    hint = "see docs/architecture.md for the names that templates know"
    return Diagnostic(place, "template-error", _describe_error(error), hint, excerpt)


def _find_template_lines(error: Exception, theme: Path) -> list[tuple[Path, int]]:
    """The lines of templates that an error came through, the innermost last."""
    templates = (theme / "templates").resolve()
    frames = [(frame.filename, frame.lineno or 1) for frame in extract_tb(error.__traceback__)]
    if isinstance(error, TemplateSyntaxError):
        frames.append((error.filename or "", error.lineno))
    return [(Path(file), line) for file, line in frames if Path(file).is_relative_to(templates)]


def _read_lines(file: Path) -> list[str]:
    """The lines of a template, none where it cannot be read."""
    try:
        return file.read_text("utf-8", errors="replace").splitlines() if file.is_file() else []
    except OSError:
        return []


def _describe_error(error: Exception) -> str:
    if isinstance(error, TemplatesNotFound | TemplateNotFound):
        return f"there is no template '{error.message}'"
    if isinstance(error, RecursionError | MemoryError | SyntaxError):
        return "this template cannot be compiled: its blocks or brackets are nested too deeply"
    if isinstance(error, TemplateError) and error.message:
        return error.message
    if isinstance(error, MissingLangError):
        return str(error)
    return f"{type(error).__name__}: {error}"


def install_filters(environment: Environment, asset_paths: Mapping[str, str]) -> None:
    """Give `environment` all of them; `asset_paths` maps names of files to their paths on the site."""
    environment.auto_reload = False  # or each use of a template would ask the disk for its age
    environment.filters.update(
        text=_text,
        lang_attrs=_lang_attrs,
        plain_text=_plain_text,
        markdown=_markdown,
        date=_date,
        number=_number,
        host=_host,
        language_name=_language_name,
        join_list=_join_list,
    )

    @pass_context
    def static(context: Context, name: str) -> str:
        """The link to a file of `theme/static/`; raises TemplateRuntimeError if there is none."""
        if name not in asset_paths:
            raise TemplateRuntimeError(f"there is no '{name}' in theme/static/")
        return _build_link(context, asset_paths[name])

    environment.globals.update(
        _=_gettext,
        ngettext=_ngettext,
        alternates=_alternates,
        aria_current=_aria_current,
        cached_include=_cached_include,
        canonical_url=_canonical_url,
        content_security_policy=host_files.PAGE_CSP,
        filter_messages=_filter_messages,
        in_language=_in_language,
        json_ld=_json_ld,
        media=_media,
        offline_copy_url=_offline_copy_url,
        original_language=_original_language,
        page_content=_page_content,
        static=static,
        url_for=_url_for,
    )


@pass_context
def _text(context: Context, text: Text | LocalizedText) -> Markup:
    """A text in the page's language; in another one, with `lang` and `dir` saying so."""
    language = context["site"].language
    resolved = text.localize(language.code) if isinstance(text, Text) else text
    if resolved.language == language.code:
        return escape(resolved.text)
    tag, direction = get_language_tag(resolved.language), get_text_direction(resolved.language)
    return Markup(f'<span lang="{tag}" dir="{direction}">{escape(resolved.text)}</span>')


@pass_context
def _lang_attrs(context: Context, text: Text | LocalizedText) -> Markup:
    """The attributes of an element whose whole content is a text; none in the page's language."""
    language = context["site"].language
    resolved = text if isinstance(text, LocalizedText) else text.localize(language.code)
    if resolved.language == language.code:
        return Markup()
    tag, direction = get_language_tag(resolved.language), get_text_direction(resolved.language)
    return Markup(f' lang="{tag}" dir="{direction}"')


@pass_context
def _plain_text(context: Context, text: Text | LocalizedText) -> str:
    """A text for an attribute, which cannot say which language it is in."""
    return text.text if isinstance(text, LocalizedText) else str(context["site"].localize(text))


@pass_context
def _markdown(context: Context, text: Text) -> Markup:
    """A Markdown text as HTML, wrapped in its language where that is not the page's."""
    language = context["site"].language
    resolved = text.localize(language.code)
    return _wrap_language(render_markdown(resolved.text), resolved.language, language.code)


@pass_context
def _page_content(context: Context) -> Markup:
    """The body of the page's Markdown file, with its links made for this page."""
    site, page, view = context["site"], context["page"], context["view"]
    prose = getattr(view, "article", None) or view.content
    if prose is None:
        return Markup()
    root = addresses.build_root_link(page.address, site.site_url)
    html = prose.html(root)
    if prose.language != site.language.code:
        html = _localize_links(site, html, root, prose.language)
    return _wrap_language(Markup(html), prose.language, site.language.code)


def _localize_links(site: Site, html: str, root: str, content_language: str) -> str:
    """A text in another language, its links to pages of the site changed to the reader's own.

    Every page stands in every language, so a text that is not translated need not lead readers out
    of the one they have chosen.
    """
    theirs, ours = (
        site.address_builder.build("home", c).path for c in (content_language, site.language.code)
    )
    folders = {
        site.address_builder.build("home", language.code).path for language in site.languages
    }
    elsewhere = "|".join(map(re.escape, sorted({"images/", "files/", *folders} - {theirs, ""})))
    link = re.compile(rf'(<a\b[^>]*? href="{re.escape(root)}/){re.escape(theirs)}(?!{elsewhere})')
    return link.sub(rf"\g<1>{ours}", html)


@pass_context
def _url_for(context: Context, kind: addresses.PageKind | addresses.Address, id: str = "") -> str:
    """The link to an address, or to the page of `kind` about `id`."""
    site = context["site"]
    there = site.get_address(kind, id) if isinstance(kind, str) else kind
    return _build_link(context, there.path)


@pass_context
def _media(context: Context, name: str) -> str:
    """The link to a file of `content/images/`."""
    return _build_link(context, f"images/{name}")


@pass_context
def _offline_copy_url(context: Context) -> str:
    """The link to the offline edition that the site offers."""
    return _build_link(context, context["site"].offline_copy)


def _build_link(context: Context, path: str) -> str:
    """The link from the page to a path below the top of the site."""
    page, site = context["page"], context["site"]
    return addresses.build_link(page.address, path, site.site_url, link_to_files=site.offline)


@pass_context
def _aria_current(context: Context, there: addresses.Address) -> Markup:
    """The attribute that marks a menu's entry as this page, or as the part it belongs to."""
    here = context["page"].address
    if here == there:
        return Markup(' aria-current="page"')
    return Markup(' aria-current="true"' if here.path.startswith(there.path) else "")


@pass_context
def _in_language(context: Context, language: Language) -> addresses.Address:
    """Where this page is in another language; from an unknown address that is the home page."""
    here: addresses.Address = context["page"].address
    kind: addresses.PageKind = "home" if here.kind == "not-found" else here.kind
    there: addresses.Address = context["site"].address_builder.build(kind, language.code, here.id)
    return there


@pass_context
def _cached_include(context: Context, name: str) -> Markup:
    """A partial that is the same on all pages of a language at one depth and in one part.

    It may use what hangs on these alone: the links of menus, and which of them is current.
    """
    page, site = context["page"], context["site"]
    here = addresses.build_root_link(page.address, site.site_url)
    part = next((a for a in site.menu_paths if page.address.path.startswith(a)), "")
    key = (name, here, page.address.kind == "home", part, part == page.address.path)
    if key not in site.cached_includes:
        template = context.environment.get_template(name)
        site.cached_includes[key] = Markup(template.render(site=site, page=page))
    html: Markup = site.cached_includes[key]
    return html


@pass_context
def _canonical_url(context: Context) -> str:
    """The one full address of the page: where its body is in another language, that one's."""
    site = context["site"]
    here = (
        site.language
        if context["page"].translated
        else _original_language(context) or site.language
    )
    return addresses.build_absolute_url(site.site_url, _in_language(context, here).path)


@pass_context
def _original_language(context: Context) -> Language | None:
    """The language in which the page was first written, where that is another one."""
    page, site = context["page"], context["site"]
    spoken = [
        language for language in site.languages if language.code not in page.missing_languages
    ]
    if not spoken or spoken[0] == site.language:
        return None
    first: Language = spoken[0]
    return first


@pass_context
def _alternates(context: Context) -> list[dict[str, str]]:
    """The page in every language that it is translated to, for `hreflang`; none if only one."""
    page, site = context["page"], context["site"]
    spoken = [
        language for language in site.languages if language.code not in page.missing_languages
    ]
    if len(spoken) < 2 or not page.translated:
        return []
    urls = {
        language.tag: addresses.build_absolute_url(
            site.site_url, _in_language(context, language).path
        )
        for language in spoken
    }
    versions = [*urls.items(), ("x-default", next(iter(urls.values())))]
    return [{"tag": tag, "url": url} for tag, url in versions]


@pass_context
def _filter_messages(context: Context) -> dict[str, str]:
    """How many members a filter found, in each plural form of the language; `{n}` is the number."""
    language = context["site"].language
    ngettext = language.translations.ngettext
    forms = {
        form: ngettext("%(shown)s member found", "%(shown)s members found", number)
        % {"shown": "{n}"}
        for form, number in language.plural_examples.items()
    }
    return {**forms, "zero": language.translations.gettext("No member matches")}


@pass_context
def _json_ld(context: Context) -> list[exports.JsonObject]:
    """What machines should know of the page."""
    return exports.build_json_ld(context["site"], context["page"])


@pass_context
def _date(context: Context, moment: PartialDate | date, until: PartialDate | None = None) -> Markup:
    """A date in the page's language, readable by machines as well; or the time up to `until`."""
    language = context["site"].language
    if until is not None and isinstance(moment, PartialDate):
        return escape(language.format_date_range(moment, until))
    stamp = moment.isoformat() if isinstance(moment, date) else str(moment)
    said = escape(language.format_date(moment))
    return Markup(f'<time datetime="{stamp}">{said}</time>')


@pass_context
def _number(context: Context, number: int) -> str:
    """A number in the page's language."""
    return str(context["site"].language.format_number(number))


@pass_context
def _language_name(context: Context, code: str) -> str:
    """The name of a language, in the page's one."""
    return str(context["site"].language.language_name(code))


@pass_context
def _join_list(context: Context, parts: list[str]) -> str:
    """Names as a list in a sentence."""
    return str(context["site"].language.join_list(parts))


def _host(url: str) -> str:
    """The host of an address, as people say it."""
    return (urlsplit(url).hostname or url).removeprefix("www.")


@pass_context
def _gettext(context: Context, message: str, **words: object) -> Markup:
    """A message in the page's language, with what stands for its placeholders escaped."""
    said = Markup(context["site"].language.translations.gettext(message))
    return said % words if "%" in said else said


@pass_context
def _ngettext(context: Context, one: str, many: str, number: int, **words: object) -> Markup:
    """The same, in the form that goes with `number`."""
    said = Markup(context["site"].language.translations.ngettext(one, many, number))
    return said % words


def _wrap_language(html: Markup, language: str, page_language: str) -> Markup:
    if language == page_language:
        return html
    return Markup('<div lang="{}" dir="{}">{}</div>').format(
        get_language_tag(language), get_text_direction(language), html
    )
