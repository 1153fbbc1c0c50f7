"""Filters and global functions for templates, which depend on the page that is rendered.

Each takes page and site from the template's context (`page`, `site`), so that macros need no extra
arguments. Macros must therefore be imported `with context`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from html import unescape
from typing import Literal
from urllib.parse import quote, unquote, urlsplit

from jinja2 import Environment, TemplateRuntimeError, pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape

from coalition.i18n import Language, get_language_tag, get_text_direction
from coalition.markup import render_markdown
from coalition.model import (
    ArticleImage,
    Content,
    Document,
    DocumentType,
    LocalizedText,
    Member,
    Office,
    OrganisationKind,
    PartialDate,
    ProfileLink,
    Text,
)
from coalition.site.cards import describe_shared_picture
from coalition.site.citations import Citation, build_citation
from coalition.site.conditions import label_condition_status
from coalition.site.document_types import get_document_type_label
from coalition.site.downloads import Download, list_downloads
from coalition.site.event_filters import install_event_filters
from coalition.site.figures import Figure, build_figures
from coalition.site.files import build_webcal_url, list_page_feeds
from coalition.site.files.feed_model import Feed
from coalition.site.host_files import PAGE_CSP
from coalition.site.json_ld import JsonObject, build_json_ld
from coalition.site.labels import (
    KINDS_ON_MANY_HOSTS,
    get_office_label,
    get_profile_label,
    label_organisation_kind,
)
from coalition.site.marked_text import mark_html, mark_text
from coalition.site.page_titles import TitleParts, choose_title, get_title_parts
from coalition.site.pages import Page
from coalition.site.pictures import (
    COPY_SIZE,
    IMAGES_FOLDER,
    LOGO_BOX,
    fit_logo,
    format_attributes,
    insert_pictures,
)
from coalition.site.site import Site
from coalition.site.tallies import FigureId
from coalition.site.urls import (
    Address,
    PageKind,
    build_absolute_url,
    build_link,
    build_relative_url,
    build_root_link,
    get_output_file,
    resolve_relative_path,
)
from coalition.site.views import ArticleView, ConditionStatus, ContentView

_RELATIVE_LINK = re.compile(
    r"(<(?:a|img)\b[^>]*? (?:href|src)=\")(?![a-z][a-z0-9+.-]*:|[/#?])([^\"#?]+)([^\"]*)\""
    r"([^<>]*)",
    re.I,
)
"""A relative link in sanitized HTML.

The groups are what is before its path, the path, the rest of the URL, and the other attributes.
"""

_ID = re.compile(r"<[a-z][^<>]*? id=\"([^\"]*)\"", re.I)
"""An element with an id in sanitized HTML."""


def install_filters(environment: Environment, asset_paths: Mapping[str, str]) -> None:
    """Add the filters and functions to `environment`.

    `asset_paths` maps the names of assets to their paths on the site.
    """
    environment.auto_reload = False  # saves a stat() of the file at each use of a template
    environment.filters.update(
        text=_text,
        lang_attrs=_lang_attrs,
        plain_text=_plain_text,
        markdown=_markdown,
        date=_date,
        number=_number,
        host=_host,
        language_name=_language_name,
        own_language_name=_own_language_name,
        document_type=_document_type,
        organisation_kind=_organisation_kind,
        condition_status=_condition_status,
        file_size=_file_size,
        join_list=_join_list,
        join_texts=_join_texts,
        language_tag=get_language_tag,
    )

    @pass_context
    def static(context: Context, name: str) -> str:
        """Return the link to a file in `theme/static/`. Raises TemplateRuntimeError if missing."""
        if name not in asset_paths:
            raise TemplateRuntimeError(f"there is no '{name}' in theme/static/")
        return _build_link(context, asset_paths[name])

    install_event_filters(environment)
    environment.globals.update(
        _=_gettext,
        ngettext=_ngettext,
        alternates=_alternates,
        article_image=_article_image,
        aria_current=_aria_current,
        cached_include=_cached_include,
        canonical_url=_canonical_url,
        citation_of=_citation_of,
        content_security_policy=PAGE_CSP,
        download_url=_download_url,
        downloads_of=_downloads_of,
        figures=_figures,
        file_url=_file_url,
        filter_messages=_filter_messages,
        in_language=_in_language,
        json_ld=_json_ld,
        logo=_logo,
        media=_media,
        office_label=_office_label,
        offline_copy_url=_offline_copy_url,
        original_language=_original_language,
        page_content=_page_content,
        page_feeds=_page_feeds,
        page_title=choose_title,
        portrait=_portrait,
        profile_host=_profile_host,
        profile_label=_profile_label,
        shared_image=_shared_image,
        static=static,
        title_parts=_title_parts,
        url_for=_url_for,
        webcal_url=_webcal_url,
    )


def _get_site(context: Context) -> Site:
    site: Site = context["site"]
    return site


def _get_page(context: Context) -> Page:
    page: Page = context["page"]
    return page


@pass_context
def _text(context: Context, text: Text | LocalizedText) -> Markup:
    """Return a text in the page's language, or in another one within a <span lang dir>."""
    language = _get_site(context).language
    localized = text.localize(language.code) if isinstance(text, Text) else text
    return mark_text(localized, language.code)


@pass_context
def _lang_attrs(context: Context, text: Text | LocalizedText) -> Markup:
    """Return `lang` and `dir` for an element whose whole content is a text, if it needs them."""
    language = _get_site(context).language
    localized = text if isinstance(text, LocalizedText) else text.localize(language.code)
    if localized.language == language.code:
        return Markup()
    tag, direction = get_language_tag(localized.language), get_text_direction(localized.language)
    return Markup(f' lang="{tag}" dir="{direction}"')


@pass_context
def _plain_text(context: Context, text: Text | LocalizedText) -> str:
    """Return a text without markup, for attributes, which cannot mark another language."""
    return text.text if isinstance(text, LocalizedText) else _get_site(context).localize(text)


@pass_context
def _markdown(context: Context, text: Text) -> Markup:
    """Render a Markdown text as HTML, within a <div lang dir> if it is in another language."""
    language = _get_site(context).language
    localized = text.localize(language.code)
    return mark_html(render_markdown(localized.text), localized.language, language.code)


@pass_context
def _title_parts(context: Context) -> TitleParts:
    """Return what the title of the page is made of."""
    return get_title_parts(_get_site(context), _get_page(context))


@pass_context
def _page_content(context: Context) -> Markup:
    """Return the content of the page's Markdown file, with links relative to this page."""
    site, page = _get_site(context), _get_page(context)
    view: ArticleView | ContentView = context["view"]
    content = view.article if isinstance(view, ArticleView) else view.content
    if content is None:
        return Markup()
    root = build_root_link(page.address, site.site_url)
    if content.language == site.language.code:
        html = content.html(root)
    else:
        html = _move_content(site, page, content, root)
    if site.offline:
        html = _RELATIVE_LINK.sub(_name_file, html)
    html = insert_pictures(html, root, site.pictures)
    return mark_html(Markup(html), content.language, site.language.code)


def _name_file(match: re.Match[str]) -> str:
    """Return a relative link to a folder as one to its file, for use without a server."""
    start, link, rest, attributes = match.groups()
    return f'{start}{get_output_file(link)}{rest}"{attributes}' if link.endswith("/") else match[0]


def _move_content(site: Site, page: Page, content: Content, root: str) -> str:
    """Return the HTML of a text in another language, with its relative links right on this page.

    A link that is written as `../files/a.pdf` is relative to the page in the language of the text,
    so it goes through `root` here. One to a page, such as `../join/`, leads to the page in this
    language: every page exists in every language, so a text that is not translated should not lead
    readers out of the language that they have chosen.

    The exception is a link to a part of a text whose translation has no such part, since the ids of
    headings are made from their words: the top of the translation is not what the link is about. It
    leads to the part in the language that the reader is reading already, and `hreflang` says so.
    """
    address, home = page.address, site.get_address("home").path
    own_address = site.address_builder.build(address.kind, content.language, address.id)
    html = content.html(build_root_link(own_address, site.site_url))
    content_home, others = _list_homes(site, content.language)
    tag = get_language_tag(content.language)

    def move(match: re.Match[str]) -> str:
        start, link, rest, attributes = match.groups()
        target = resolve_relative_path(own_address.path, unescape(link))
        if target is None:
            return match[0]
        if not target.startswith(content_home) or target.startswith(others):
            return f'{start}{root}/{escape(target)}{rest}"{attributes}'
        path, fragment = target.removeprefix(content_home), rest.partition("#")[2]
        if _is_part_lost(site, path, unquote(unescape(fragment)), content.language):
            if "hreflang=" not in match[0]:
                attributes += f' hreflang="{tag}"'
            return f'{start}{root}/{escape(target)}{rest}"{attributes}'
        link = build_relative_url(address.path, home + path)
        return f'{start}{escape(link)}{rest}"{attributes}'

    return _RELATIVE_LINK.sub(move, html)


def _is_part_lost(site: Site, path: str, fragment: str, language: str) -> bool:
    """Return whether a part of a text in `language` is not in the text shown in its place.

    `path` is that of the text's page, without the folder of the language.
    """
    translations = site.get_translations_at(path)
    original, shown = translations.get(language), site.choose_translation(translations)
    if not fragment or original is None or shown is None or shown is original:
        return False
    return fragment in _list_ids(site, original) and fragment not in _list_ids(site, shown)


def _list_ids(site: Site, content: Content) -> frozenset[str]:
    """Return the ids of elements in a text."""
    if content.file not in site.cached_ids:
        site.cached_ids[content.file] = frozenset(map(unescape, _ID.findall(content.html("."))))
    return site.cached_ids[content.file]


def _list_homes(site: Site, language: str) -> tuple[str, tuple[str, ...]]:
    """Return the folder of a language's pages, empty for the default language, and other folders.

    The others are those of the other languages and of files, which are the same for all languages.
    """
    codes = [site_language.code for site_language in site.languages]
    homes = {code: site.address_builder.build("home", code).path for code in codes}
    others = {IMAGES_FOLDER + "/", "files/", *homes.values()} - {homes[language], ""}
    return homes[language], tuple(sorted(others))


@pass_context
def _url_for(context: Context, kind: PageKind | Address, id: str = "") -> str:
    """Return the link to an address, or to the page of `kind` about `id`."""
    site = _get_site(context)
    address = site.get_address(kind, id) if isinstance(kind, str) else kind
    return _build_link(context, address.path)


@pass_context
def _media(context: Context, name: str, max_width: int = COPY_SIZE) -> str:
    """Return the link to an image of `content/images/`, which is at most `max_width` pixels wide.

    A drawing has any width, and is published as it is.
    """
    path = f"{IMAGES_FOLDER}/{name}"
    variant = _get_site(context).pictures.get_copy(path, max_width)
    return _build_link(context, variant.path if variant else path)


@pass_context
def _portrait(context: Context, member: Member, alt: str) -> Markup:
    """Return the square portrait of a member who has a photo."""
    attributes = {"class": "portrait", "alt": alt, "width": "160", "height": "160"}

    def link(path: str) -> str:
        return _build_link(context, path)

    picture_set = _get_site(context).pictures.get_portrait(member)
    if picture_set is None:
        attributes["src"] = link(f"{IMAGES_FOLDER}/{member.photo}")
        return Markup("<img{}>").format(format_attributes(attributes))
    return picture_set.render(link, attributes)


@pass_context
def _article_image(context: Context, image: ArticleImage) -> Markup:
    """Return the picture above an article, whose description may be in another language."""
    language = _get_site(context).language.code
    attributes = {"alt": image.alt.text}
    if image.alt.language != language:
        attributes["lang"] = get_language_tag(image.alt.language)
        attributes["dir"] = get_text_direction(image.alt.language)

    def link(path: str) -> str:
        return _build_link(context, path)

    path = f"{IMAGES_FOLDER}/{image.name}"
    return _get_site(context).pictures.render_figure(path, link, attributes)


@pass_context
def _shared_image(context: Context) -> dict[str, str]:
    """Return the properties of the picture that social networks show with a link to the page.

    Empty if there is none, or without a site URL.
    """
    return describe_shared_picture(_get_site(context), context["page"])


@pass_context
def _logo(context: Context, name: str, alt: str) -> Markup:
    """Return a logo of `content/images/`, whole, in the size that LOGO_BOX allows.

    A drawing has no size in pixels: it gets the size of the box, and keeps its proportions in it.
    """
    width, height = LOGO_BOX

    def link(path: str) -> str:
        return _build_link(context, path)

    picture_set = _get_site(context).pictures.get_logo(name)
    if picture_set:
        largest = picture_set.webp[-1]
        width, height = fit_logo(largest.width, largest.height)
    attributes = {"class": "logo", "alt": alt, "width": str(width), "height": str(height)}
    if picture_set is None:
        attributes["src"] = link(f"{IMAGES_FOLDER}/{name}")
        return Markup("<img{}>").format(format_attributes(attributes))
    return picture_set.render(link, attributes)


@pass_context
def _offline_copy_url(context: Context) -> str:
    """Return the link to the offline edition for download."""
    return _build_link(context, _get_site(context).offline_copy)


def _build_link(context: Context, path: str) -> str:
    """Return the link from the page to a path relative to the site's root."""
    page, site = _get_page(context), _get_site(context)
    return build_link(page.address, path, site.site_url, link_to_files=site.offline)


@pass_context
def _aria_current(context: Context, target: Address) -> Markup:
    """Return the attribute that marks a menu entry as this page, or as the section it is in."""
    address = _get_page(context).address
    if address == target:
        return Markup(' aria-current="page"')
    if target.kind == "home":  # every path begins with its own
        return Markup()
    return Markup(' aria-current="true"' if address.path.startswith(target.path) else "")


@pass_context
def _in_language(context: Context, language: Language) -> Address:
    """Return this page's address in another language; for the 404 page, that of the home page."""
    address = _get_page(context).address
    kind: PageKind = "home" if address.kind == "not-found" else address.kind
    builder = _get_site(context).address_builder
    return builder.build(kind, language.code, address.id, address.number)


@pass_context
def _cached_include(context: Context, name: str) -> Markup:
    """Include a partial, rendered once per language, depth of the page and section of the menu.

    The partial may use only what depends on these: the menu's links, and which one is current.
    """
    page, site = _get_page(context), _get_site(context)
    root = build_root_link(page.address, site.site_url)
    section = next((path for path in site.menu_paths if page.address.path.startswith(path)), "")
    key = (name, root, page.address.kind == "home", section, section == page.address.path)
    if key not in site.cached_includes:
        template = context.environment.get_template(name)
        site.cached_includes[key] = Markup(template.render(site=site, page=page))
    return site.cached_includes[key]


@pass_context
def _canonical_url(context: Context) -> str:
    """Return the page's canonical URL; if it is not translated, that of the original."""
    site = _get_site(context)
    original = None if _get_page(context).translated else _original_language(context)
    address = _in_language(context, original or site.language)
    return build_absolute_url(site.site_url, address.path)


def _list_available_languages(context: Context) -> list[Language]:
    """List the languages that the page is translated to, the original first."""
    missing = _get_page(context).missing_languages
    return [language for language in _get_site(context).languages if language.code not in missing]


@pass_context
def _original_language(context: Context) -> Language | None:
    """Return the language in which the page was written; None if it is the page's own."""
    available = _list_available_languages(context)
    return available[0] if available and available[0] != _get_site(context).language else None


@pass_context
def _alternates(context: Context) -> list[dict[str, str]]:
    """Return tag and URL of each translation of the page, for `hreflang`; none if only one."""
    page, site = _get_page(context), _get_site(context)
    available = _list_available_languages(context)
    if len(available) < 2 or not page.translated:
        return []
    urls = {
        language.tag: build_absolute_url(site.site_url, _in_language(context, language).path)
        for language in available
    }
    versions = [*urls.items(), ("x-default", next(iter(urls.values())))]
    return [{"tag": tag, "url": url} for tag, url in versions]


@pass_context
def _filter_messages(
    context: Context, subject: Literal["members", "organisations", "events", "documents"]
) -> dict[str, str]:
    """Return the result message of the filter in each plural form; `{n}` is the number."""
    language = _get_site(context).language
    _, ngettext = language.translations.gettext, language.translations.ngettext

    def count(number: int) -> str:
        if subject == "documents":
            return ngettext("%(shown)s document found", "%(shown)s documents found", number)
        if subject == "events":
            return ngettext("%(shown)s event found", "%(shown)s events found", number)
        if subject == "members":
            return ngettext("%(shown)s member found", "%(shown)s members found", number)
        return ngettext("%(shown)s organisation found", "%(shown)s organisations found", number)

    forms = {
        form: count(number) % {"shown": "{n}"} for form, number in language.plural_examples.items()
    }
    zero = {
        "members": _("No member matches"),
        "organisations": _("No organisation matches"),
        "events": _("No event matches"),
        "documents": _("No document matches"),
    }
    return {**forms, "zero": zero[subject]}


@pass_context
def _page_feeds(context: Context) -> tuple[Feed, ...]:
    """Return the feeds that fit the page."""
    return list_page_feeds(_get_site(context), _get_page(context).address)


@pass_context
def _webcal_url(context: Context) -> str:
    """Return the URL to subscribe to the calendar; empty without a site URL."""
    return build_webcal_url(_get_site(context))


@pass_context
def _downloads_of(context: Context, document: Document) -> tuple[Download, ...]:
    """Return the versions of a document, those in the page's language first."""
    site = _get_site(context)
    return list_downloads(document, site.language, site.file_sizes)


@pass_context
def _download_url(context: Context, download: Download) -> str:
    """Return the link to a version of a document."""
    return _build_link(context, quote(download.path)) if download.path else download.url


@pass_context
def _file_url(context: Context, path: str) -> str:
    """Return the link to a generated file of the site."""
    return _build_link(context, path)


@pass_context
def _figures(context: Context, *ids: FigureId) -> tuple[Figure, ...]:
    """Return the figures with these ids of which there is enough to show, in this order."""
    return build_figures(_get_site(context), *ids)


@pass_context
def _citation_of(context: Context, document: Document) -> Citation:
    """Return the citation of a document in the page's language."""
    return build_citation(_get_site(context), document)


@pass_context
def _document_type(context: Context, type: DocumentType) -> str:
    """Return the name of a type of document in the page's language."""
    return get_document_type_label(_get_site(context).language, type)


@pass_context
def _organisation_kind(context: Context, kind: OrganisationKind) -> str:
    """Return the name of a kind of organisation in the page's language."""
    return label_organisation_kind(kind, _get_site(context).language)


@pass_context
def _condition_status(context: Context, status: ConditionStatus) -> str:
    """Return whether a condition is met, in the page's language."""
    return label_condition_status(status, _get_site(context).language)


@pass_context
def _file_size(context: Context, size: int) -> str:
    """Format a number of bytes in the page's language."""
    return _get_site(context).language.format_file_size(size)


@pass_context
def _json_ld(context: Context) -> list[JsonObject]:
    """Return the JSON-LD entries of the page."""
    return build_json_ld(_get_site(context), _get_page(context))


@pass_context
def _date(context: Context, moment: PartialDate | date, until: PartialDate | None = None) -> Markup:
    """Format a date in the page's language as a <time>; with `until`, a range of dates as text."""
    language = _get_site(context).language
    if until is not None and isinstance(moment, PartialDate):
        return escape(language.format_date_range(moment, until))
    iso_date = moment.isoformat() if isinstance(moment, date) else str(moment)
    formatted = escape(language.format_date(moment))
    return Markup(f'<time datetime="{iso_date}">{formatted}</time>')


@pass_context
def _number(context: Context, number: int) -> str:
    """Format a number in the page's language."""
    return _get_site(context).language.format_number(number)


@pass_context
def _language_name(context: Context, code: str) -> str:
    """Return the name of a language in the page's language."""
    return _get_site(context).language.language_name(code)


@pass_context
def _own_language_name(context: Context, code: str) -> LocalizedText:
    """Return the name of a language in that language."""
    return LocalizedText(_get_site(context).language.own_language_name(code), code)


@pass_context
def _join_list(context: Context, parts: list[str]) -> Markup:
    """Join names or links to a list in a sentence of the page's language."""
    return Markup(_get_site(context).language.join_list(escape(part) for part in parts))


@pass_context
def _join_texts(context: Context, texts: Iterable[Text | LocalizedText]) -> Markup:
    """Join names to a list in a sentence of the page's language, each isolated and with its own."""
    names = [Markup("<bdi>{}</bdi>").format(_text(context, text)) for text in texts]
    pattern = _get_site(context).language.join_list("{}" for _ in names)
    return escape(pattern).format(*names)


def _host(url: str) -> str:
    """Return the host of a URL for display, without `www.`."""
    return (urlsplit(url).hostname or url).removeprefix("www.")


@pass_context
def _office_label(context: Context, office: Office) -> LocalizedText:
    """Return what the coalition calls an office."""
    return get_office_label(_get_site(context), office)


@pass_context
def _profile_label(context: Context, link: ProfileLink) -> LocalizedText:
    """Return the title of a profile link, or the name of its service."""
    return get_profile_label(_get_site(context), link)


def _profile_host(link: ProfileLink) -> str:
    """Return the host of a profile link, if its label does not say where it leads; else empty."""
    return _host(link.url) if link.kind in KINDS_ON_MANY_HOSTS else ""


@pass_context
def _gettext(context: Context, message: str, **placeholders: object) -> Markup:
    """Translate a message to the page's language; values of placeholders are escaped."""
    translation = Markup(_get_site(context).language.translations.gettext(message))
    return translation % placeholders if "%" in translation else translation


@pass_context
def _ngettext(
    context: Context, singular: str, plural: str, number: int, **placeholders: object
) -> Markup:
    """Translate a message in the plural form for `number`; values of placeholders are escaped."""
    ngettext = _get_site(context).language.translations.ngettext
    return Markup(ngettext(singular, plural, number)) % placeholders
