"""Where pages went that the site no longer has: renamed, moved or removed while the preview runs.

A page counts as renamed if the entry or text that it showed is still there under another id. That
is not written anywhere, so it is recognised by what has stayed the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from coalition.devserver.snapshot import Snapshot
from coalition.diagnostics import escape_invisible
from coalition.model import Content, ContentIndex, Record
from coalition.site import Page, PageKind, Site

PageKey = tuple[PageKind, str]
"""Kind and id of a page; the same in all languages."""

MIN_LIKENESS = 0.6
"""From which ratio of equal values, or of equal characters in a name, two entries are alike."""

KINDS_WITH_FORMER_IDS: frozenset[PageKind] = frozenset({
    "member", "organisation", "area", "working-group", "event", "document",
})  # fmt: skip
"""The kinds of pages whose entries can have `former_ids`, which redirect to them."""

_FOLDER = Path(__file__).parent
_TEMPLATE = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True).from_string(
    (_FOLDER / "departed.html").read_text("utf-8")
)
_STYLES = Markup("".join((_FOLDER / f"{name}.css").read_text("utf-8")
                         for name in ("preview", "document")))  # fmt: skip


@dataclass(frozen=True)
class Departure:
    """A page that is gone: its title, its source, its parent page, and where its subject is now."""

    title: str
    file: str
    parent: PageKey
    target: PageKey | None = None


class Departures:
    """Remembers the pages that were removed or renamed since the preview started."""

    def __init__(self) -> None:
        self._departures: Mapping[PageKey, Departure] = {}

    def update(self, former: Snapshot | None, current: Snapshot) -> None:
        """Compare a snapshot with the one before it."""
        if former is None:
            return
        former_subjects, subjects = _list_subjects(former), _list_subjects(current)
        if former_subjects.keys() == subjects.keys():
            return
        added = {key: subject for key, subject in subjects.items() if key not in former_subjects}
        pages = {
            (page.address.kind, page.address.id): page
            for page in former.pages(former.sites[0]).values()
            if not page.is_further
        }
        departures = dict(self._departures)
        for key in former_subjects.keys() - subjects.keys():
            target = _find_target(key, former_subjects[key], added)
            for earlier_key, earlier in self._departures.items():
                if earlier.target == key:  # renamed once more, or removed after that
                    departures[earlier_key] = _with_target(earlier, target)
            if page := pages.get(key):
                departures[key] = _with_target(_describe_page(page), target)
        self._departures = {key: it for key, it in departures.items() if key not in subjects}

    def render(self, snapshot: Snapshot, path: str) -> bytes | None:
        """Return a page that says where the page at a path went; None if there was none."""
        site = snapshot.find_site(path)
        for key, departure in self._departures.items():
            if site.get_address(*key).path.strip("/") == path.removesuffix("index.html").strip("/"):
                return _render_departure(snapshot, site, key, departure).encode()
        return None


@dataclass(frozen=True)
class _Subject:
    """What a page is about: an entry or the translations of a text, and its place in its list."""

    position: int
    subject: Record | Mapping[str, Content] | None


def _list_subjects(snapshot: Snapshot) -> dict[PageKey, _Subject]:
    """Return what the pages of a snapshot are about, without those that every site has."""
    coalition, content = snapshot.sites[0].coalition, snapshot.sites[0].content_index
    lists: tuple[tuple[PageKind, Sequence[Record]], ...] = (
        ("member", coalition.members),
        ("organisation", coalition.organisations),
        ("area", coalition.action_areas),
        ("goal", coalition.goals),
        ("working-group", coalition.working_groups),
        ("event", coalition.events),
        ("document", coalition.documents),
        ("group", coalition.groups),
    )
    subjects: dict[PageKey, _Subject] = {
        (kind, str(getattr(record, "id"))): _Subject(position, record)  # noqa: B009 - not in Record
        for kind, records in lists
        for position, record in enumerate(records)
    }
    subjects |= {(kind, slug): _Subject(0, texts) for kind, slug, texts in _list_texts(content)}
    countries = {member.country for member in coalition.members}
    countries |= {organisation.country for organisation in coalition.organisations}
    return subjects | {("country", code): _Subject(0, None) for code in countries if code}


def _list_texts(content: ContentIndex) -> Iterator[tuple[PageKind, str, Mapping[str, Content]]]:
    for slug, texts in content.pages.items():
        if slug != "home":
            yield "page", slug, texts
    for slug, texts in content.news.items():
        yield "article", slug, texts


def _find_target(
    key: PageKey, former: _Subject, added: Mapping[PageKey, _Subject]
) -> PageKey | None:
    """Return the added page that is about the same as the former one; None if there is none."""
    texts: tuple[PageKind, ...] = ("page", "article")  # a text can become news, and news a page
    kinds = texts if key[0] in texts else (key[0],)
    likeness = {
        other: _rate_likeness(former, subject)
        for other, subject in added.items()
        if other[0] in kinds
    }
    best = max(likeness, key=lambda other: likeness[other], default=None)
    return best if best and likeness[best] >= 2 else None


def _rate_likeness(former: _Subject, current: _Subject) -> int:
    """Return how much two entries or texts have in common; from 2 on, they are the same."""
    match former.subject, current.subject:
        case Record() as one, Record() as other:
            one_values, other_values = one.model_dump(), other.model_dump()
            names = {"id", "name", "title", "number"}
            given = {
                name
                for name, value in one_values.items()
                if name not in names and (value or other_values.get(name))
            }
            equal = sum(one_values[name] == other_values.get(name) for name in given)
            is_same_name = _rate_names(one_values, other_values) >= MIN_LIKENESS
            is_same_place = former.position == current.position
            has_same_values = equal >= MIN_LIKENESS * len(given)
            return int(is_same_place) + int(has_same_values) + int(is_same_name)
        case Mapping() as one_texts, Mapping() as other_texts:
            pairs = [(text, other_texts[code]) for code, text in one_texts.items()
                     if code in other_texts]  # fmt: skip
            return 2 * any(
                text.file == other.file or text.title == other.title or _has_same_body(text, other)
                for text, other in pairs
            )
    return 0


def _rate_names(one: Mapping[str, object], other: Mapping[str, object]) -> float:
    name, other_name = (str(values.get("name") or values.get("title")) for values in (one, other))
    return SequenceMatcher(None, name, other_name).ratio()


def _has_same_body(one: Content, other: Content) -> bool:
    return bool(body := one.html("")) and body == other.html("")


def _describe_page(page: Page) -> Departure:
    parent = page.breadcrumbs[-1].address if page.breadcrumbs else None
    parent_key: PageKey = (parent.kind, parent.id) if parent else ("home", "")
    return Departure(page.title.text, page.files[0] if page.files else "", parent_key)


def _with_target(departure: Departure, target: PageKey | None) -> Departure:
    return Departure(departure.title, departure.file, departure.parent, target)


def _render_departure(snapshot: Snapshot, site: Site, key: PageKey, departure: Departure) -> str:
    _ = site.language.translations.gettext
    pages = snapshot.pages(site)
    target = pages.get(site.get_address(*departure.target).file) if departure.target else None
    page = target or pages.get(site.get_address(*departure.parent).file) or pages["index.html"]
    heading = _("This page has another address now") if target else _("This page is gone")
    message = _("“%(title)s” was at this address until you saved %(file)s.")
    placeholders = {"title": _isolate(departure.title), "file": _isolate(departure.file)}
    return _TEMPLATE.render(
        language=site.language,
        heading=heading,
        message=Markup.escape(message) % placeholders if departure.file else "",
        page=page,
        advice=_advise(key, departure, site) if target else "",
        styles=_STYLES,
    )


def _isolate(text: str) -> Markup:
    """Return a name as HTML, so that its direction does not change that of the sentence."""
    return Markup("<bdi>{}</bdi>").format(escape_invisible(text))


def _advise(key: PageKey, departure: Departure, site: Site) -> Markup:
    """Return how to keep the former address."""
    _ = site.language.translations.gettext
    if key[0] in KINDS_WITH_FORMER_IDS:
        advice = _("If the former address has been published, keep it: add %(line)s to the entry.")
        line = Markup('<code dir="ltr">former_ids: [{}]</code>').format(key[1])
        return Markup.escape(advice) % {"line": line}
    advice = _(
        "If the former address has been published, keep it: add an entry to %(key)s in %(file)s."
    )
    placeholders = {"key": Markup("<code>redirects</code>"), "file": "data/coalition.yaml"}
    return Markup.escape(advice) % placeholders
