"""`tasks.py report`: draft the yearly report as a page, and make a Word document of the page."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from coalition.cli.new_files import ensure_writable, write_new_file
from coalition.cli.site_reading import OpenSite, open_site
from coalition.cli.write_changes import confirm_and_write
from coalition.editing import FileChange
from coalition.model import Content
from coalition.reports import (
    DocumentFacts,
    ReportError,
    build_yearly_report,
    render_report_page,
    render_word_document,
)
from coalition.site import Site, build_absolute_url, get_report_slug


def run_report(root: Path, year: int, language: str, docx: str, *, assume_yes: bool) -> str:
    """Draft the report on a year unless its page exists, write the document and return a message.

    An existing page is left as it is: the document is made from it. Raises CommandError and
    DataError.
    """
    opened = open_site(root, language)
    code, slug = opened.site.language.code, get_report_slug(year)
    document = Path(docx) if docx else root / f"{slug}.{code}.docx"
    ensure_writable(document, ".docx", "--docx")
    content = opened.find_page(slug)
    if content is None:
        change = _draft_page(root, opened, year)
        confirm_and_write(root, [change], assume_yes=assume_yes)
        opened = open_site(root, language)
        content = opened.find_page(slug)
        assert content, "the page has just been written"
        message = (
            f"{content.file} is a draft: write where it says so, read it with"
            " 'python3 tasks.py serve', and delete the line 'Status: draft' to publish it"
        )
    else:
        message = f"{content.file} is there already, and stays as it is"
    write_new_file(document, _render_document(opened, content))
    return "\n".join([message, *_describe_document(document, opened.site)])


def _describe_document(document: Path, site: Site) -> Iterator[str]:
    """Yield what to know about the document."""
    yield f"{document.name} is made from the page; delete it and run this again after a change"
    if not site.site_url:
        yield (
            "the site has no address yet, so the document links to other sites only: set SITE_URL,"
            " or 'url' in data/coalition.yaml"
        )


def _draft_page(root: Path, opened: OpenSite, year: int) -> FileChange:
    """Return the new page with the draft of a report."""
    site, slug = opened.site, get_report_slug(year)
    path = root / "content" / "pages" / f"{slug}.{site.language.code}.md"
    name = path.relative_to(root).as_posix()
    if path.exists() or path.is_symlink():
        raise ReportError(f"{name} is there already, but is not read as a page; rename it")
    front_matter = {"Checked": str(site.as_of), **_mark_translation(opened, slug)}
    lines = render_report_page(build_yearly_report(site, year), front_matter)
    return FileChange(path, name, None, "\n".join(lines).encode())


def _mark_translation(opened: OpenSite, slug: str) -> dict[str, str]:
    """Return the front matter of a translation, if the page exists in the default language."""
    default = opened.site.coalition.default_language
    for file in opened.project.markdown_files.values():
        if file.id.folder == "pages" and file.id.slug == slug and file.language == default:
            return {"Reviewed": "false", "Original": file.fingerprint}
    return {}


def _render_document(opened: OpenSite, content: Content) -> bytes:
    """Return the Word document of a page. Links of the page become whole addresses."""
    site = opened.site
    address = site.get_address("page", content.slug)
    url = build_absolute_url(site.site_url, address.path) if site.site_url else ""
    assert site.as_of, "a report is of a year that has begun by the day of the data"
    facts = DocumentFacts(
        content.title.text, site.localize(site.coalition.name), site.language, site.as_of, url
    )
    return render_word_document(content.html(site.site_url), facts)
