"""The words that templates have: filters and functions that know the page they stand on.

Each takes the page and its site from the template's context (`page`, `site`), so a macro needs
nothing handed to it. Macros are therefore imported `with context`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from urllib.parse import urlsplit

from jinja2 import Environment, TemplateRuntimeError, pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape

from coalition.i18n import Language, get_language_tag, get_text_direction
from coalition.markup import render_markdown
from coalition.model import LocalizedText, PartialDate, Text
from coalition.site import host_files, json_ld, views
from coalition.site import urls as addresses
from coalition.site.pages import Page
from coalition.site.site import Site


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


def _get_site(context: Context) -> Site:
    site: Site = context["site"]
    return site


def _get_page(context: Context) -> Page:
    page: Page = context["page"]
    return page


@pass_context
def _text(context: Context, text: Text | LocalizedText) -> Markup:
    """A text in the page's language; in another one, with `lang` and `dir` saying so."""
    language = _get_site(context).language
    resolved = text.localize(language.code) if isinstance(text, Text) else text
    if resolved.language == language.code:
        return escape(resolved.text)
    tag, direction = get_language_tag(resolved.language), get_text_direction(resolved.language)
    return Markup(f'<span lang="{tag}" dir="{direction}">{escape(resolved.text)}</span>')


@pass_context
def _lang_attrs(context: Context, text: Text | LocalizedText) -> Markup:
    """The attributes of an element whose whole content is a text; none in the page's language."""
    language = _get_site(context).language
    resolved = text if isinstance(text, LocalizedText) else text.localize(language.code)
    if resolved.language == language.code:
        return Markup()
    tag, direction = get_language_tag(resolved.language), get_text_direction(resolved.language)
    return Markup(f' lang="{tag}" dir="{direction}"')


@pass_context
def _plain_text(context: Context, text: Text | LocalizedText) -> str:
    """A text for an attribute, which cannot say which language it is in."""
    return text.text if isinstance(text, LocalizedText) else _get_site(context).localize(text)


@pass_context
def _markdown(context: Context, text: Text) -> Markup:
    """A Markdown text as HTML, wrapped in its language where that is not the page's."""
    language = _get_site(context).language
    resolved = text.localize(language.code)
    return _wrap_language(render_markdown(resolved.text), resolved.language, language.code)


@pass_context
def _page_content(context: Context) -> Markup:
    """The body of the page's Markdown file, with its links made for this page."""
    site, page = _get_site(context), _get_page(context)
    view: views.ArticleView | views.ContentView = context["view"]
    prose = view.article if isinstance(view, views.ArticleView) else view.content
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
    site = _get_site(context)
    there = site.get_address(kind, id) if isinstance(kind, str) else kind
    return _build_link(context, there.path)


@pass_context
def _media(context: Context, name: str) -> str:
    """The link to a file of `content/images/`."""
    return _build_link(context, f"images/{name}")


@pass_context
def _offline_copy_url(context: Context) -> str:
    """The link to the offline edition that the site offers."""
    return _build_link(context, _get_site(context).offline_copy)


def _build_link(context: Context, path: str) -> str:
    """The link from the page to a path below the top of the site."""
    page, site = _get_page(context), _get_site(context)
    return addresses.build_link(page.address, path, site.site_url, link_to_files=site.offline)


@pass_context
def _aria_current(context: Context, there: addresses.Address) -> Markup:
    """The attribute that marks a menu's entry as this page, or as the part it belongs to."""
    here = _get_page(context).address
    if here == there:
        return Markup(' aria-current="page"')
    return Markup(' aria-current="true"' if here.path.startswith(there.path) else "")


@pass_context
def _in_language(context: Context, language: Language) -> addresses.Address:
    """Where this page is in another language; from an unknown address that is the home page."""
    here = _get_page(context).address
    kind: addresses.PageKind = "home" if here.kind == "not-found" else here.kind
    return _get_site(context).address_builder.build(kind, language.code, here.id)


@pass_context
def _cached_include(context: Context, name: str) -> Markup:
    """A partial that is the same on all pages of a language at one depth and in one part.

    It may use what hangs on these alone: the links of menus, and which of them is current.
    """
    page, site = _get_page(context), _get_site(context)
    here = addresses.build_root_link(page.address, site.site_url)
    part = next((a for a in site.menu_paths if page.address.path.startswith(a)), "")
    key = (name, here, page.address.kind == "home", part, part == page.address.path)
    if key not in site.cached_includes:
        template = context.environment.get_template(name)
        site.cached_includes[key] = Markup(template.render(site=site, page=page))
    return site.cached_includes[key]


@pass_context
def _canonical_url(context: Context) -> str:
    """The one full address of the page: where its body is in another language, that one's."""
    site = _get_site(context)
    here = (
        site.language
        if _get_page(context).translated
        else _original_language(context) or site.language
    )
    return addresses.build_absolute_url(site.site_url, _in_language(context, here).path)


@pass_context
def _original_language(context: Context) -> Language | None:
    """The language in which the page was first written, where that is another one."""
    page, site = _get_page(context), _get_site(context)
    spoken = [
        language for language in site.languages if language.code not in page.missing_languages
    ]
    if not spoken or spoken[0] == site.language:
        return None
    return spoken[0]


@pass_context
def _alternates(context: Context) -> list[dict[str, str]]:
    """The page in every language that it is translated to, for `hreflang`; none if only one."""
    page, site = _get_page(context), _get_site(context)
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
    language = _get_site(context).language
    ngettext = language.translations.ngettext
    forms = {
        form: ngettext("%(shown)s member found", "%(shown)s members found", number)
        % {"shown": "{n}"}
        for form, number in language.plural_examples.items()
    }
    return {**forms, "zero": language.translations.gettext("No member matches")}


@pass_context
def _json_ld(context: Context) -> list[json_ld.JsonObject]:
    """What machines should know of the page."""
    return json_ld.build_json_ld(_get_site(context), _get_page(context))


@pass_context
def _date(context: Context, moment: PartialDate | date, until: PartialDate | None = None) -> Markup:
    """A date in the page's language, readable by machines as well; or the time up to `until`."""
    language = _get_site(context).language
    if until is not None and isinstance(moment, PartialDate):
        return escape(language.format_date_range(moment, until))
    stamp = moment.isoformat() if isinstance(moment, date) else str(moment)
    said = escape(language.format_date(moment))
    return Markup(f'<time datetime="{stamp}">{said}</time>')


@pass_context
def _number(context: Context, number: int) -> str:
    """A number in the page's language."""
    return _get_site(context).language.format_number(number)


@pass_context
def _language_name(context: Context, code: str) -> str:
    """The name of a language, in the page's one."""
    return _get_site(context).language.language_name(code)


@pass_context
def _join_list(context: Context, parts: list[str]) -> str:
    """Names as a list in a sentence."""
    return _get_site(context).language.join_list(parts)


def _host(url: str) -> str:
    """The host of an address, as people say it."""
    return (urlsplit(url).hostname or url).removeprefix("www.")


@pass_context
def _gettext(context: Context, message: str, **words: object) -> Markup:
    """A message in the page's language, with what stands for its placeholders escaped."""
    said = Markup(_get_site(context).language.translations.gettext(message))
    return said % words if "%" in said else said


@pass_context
def _ngettext(context: Context, one: str, many: str, number: int, **words: object) -> Markup:
    """The same, in the form that goes with `number`."""
    said = Markup(_get_site(context).language.translations.ngettext(one, many, number))
    return said % words


def _wrap_language(html: Markup, language: str, page_language: str) -> Markup:
    if language == page_language:
        return html
    return Markup('<div lang="{}" dir="{}">{}</div>').format(
        get_language_tag(language), get_text_direction(language), html
    )
