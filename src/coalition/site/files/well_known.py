"""`security.txt` and `humans.txt`: whom to write to about the site, and who makes it.

Both only say what is in the data, and neither has an e-mail address.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial

from coalition.model import Contact, SecurityContact
from coalition.site.generated_file import GeneratedFile
from coalition.site.site import Site


def list_security_files(site: Site) -> Iterator[GeneratedFile]:
    """Yield `security.txt` if the data says where to report weaknesses (RFC 9116).

    Programs look for it at the root of a host only, so that of a site below a path has to be copied
    there. The offline edition has none.
    """
    if site.coalition.security and not site.offline:
        path = site.get_shared_address("security").path
        yield GeneratedFile(path, partial(_render_security, site, site.coalition.security, path))


def list_humans_files(site: Site) -> Iterator[GeneratedFile]:
    """Yield `humans.txt` (humanstxt.org). The offline edition has none."""
    if not site.offline:
        yield GeneratedFile(site.get_shared_address("humans").path, partial(_render_humans, site))


def _render_security(site: Site, security: SecurityContact, path: str) -> bytes:
    fields = {
        "Contact": security.url,
        "Expires": f"{security.expires.isoformat()}T00:00:00Z",
        "Policy": security.policy or "",
        "Canonical": site.find_published_url(path),
    }
    return _join(f"{name}: {value}" for name, value in fields.items() if value)


def _render_humans(site: Site) -> bytes:
    coalition = site.coalition
    lines = [
        "/* TEAM */",
        *(_describe_contact(site, contact) for contact in coalition.all_contacts),
        "",
        "/* SITE */",
        f"Name: {site.localize(coalition.name)} ({coalition.acronym})",
        f"Language: {', '.join(language.code for language in site.languages)}",
        f"Licence: {coalition.licence.name}, {coalition.licence.url}",
    ]
    if site.as_of:
        lines.append(f"Last update: {site.as_of.isoformat()}")
    if coalition.repository:
        lines.append(f"Source: {coalition.repository.url}")
    return _join(lines)


def _describe_contact(site: Site, contact: Contact) -> str:
    """Return the name of a person or an office, and their function and organisation if known."""
    texts = (contact.name, contact.role, contact.organisation)
    return f"Contact: {', '.join(site.localize(text) for text in texts if text)}"


def _join(lines: Iterable[str]) -> bytes:
    return "".join(f"{line}\n" for line in lines).encode()
