"""Rule `unused-country`: countries that the coalition names, and where nothing is.

The usual reason is a code that is another country's.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from coalition.diagnostics import Diagnostic, Message, quote_value
from coalition.model import Coalition
from coalition.project import LoadedData, get_child
from coalition.sources import YamlSequence


def check_unused_countries(data: LoadedData) -> Iterator[Diagnostic]:
    """Warn about entries of `countries` whose code no member, organisation or event has."""
    document = data.documents["coalition"]
    entries = get_child(document.root, "countries")
    if not isinstance(entries, YamlSequence):
        return
    used_codes = _list_used_codes(data.coalition)
    for country, entry in zip(data.coalition.countries, entries.items, strict=True):
        node = get_child(entry, "code")
        if node is None or country.code in used_codes:
            continue
        message = Message(
            "%(name)s has a name here, but no member, organisation or event is in '%(code)s'",
            name=quote_value(country.name.default_text),
            code=country.code,
        )
        hint = Message(
            "check the code; write 'country: %(code)s' where it belongs, or delete the entry",
            code=country.code,
        )
        diagnostic = document.diagnostic_at(node.location, "unused-country", message, hint)
        yield replace(diagnostic, severity="warning")


def _list_used_codes(coalition: Coalition) -> set[str]:
    """Return the codes of all countries that entries name."""
    codes = {member.country for member in coalition.members}
    codes |= {organisation.country for organisation in coalition.organisations}
    codes |= {event.place.country for event in coalition.events if event.place}
    return {code for code in codes if code}
