"""`security.txt` and `humans.txt` say what the data says, and nothing else."""

from __future__ import annotations

import datetime
from dataclasses import replace

import pytest
from pydantic import ValidationError

from coalition.model import SecurityContact
from coalition.model.field_types import ValidationContext
from coalition.site import CoalitionIndex, Site, map_generated_files
from support.site_objects import load_sites

SECURITY = {"url": "https://lamps.example/report", "expires": "2024-12-01"}
PATH = ".well-known/security.txt"


def make_security(**changes: str) -> SecurityContact:
    context = ValidationContext("en")
    return SecurityContact.model_validate({**SECURITY, **changes}, context=context)


def make_secure_site(security: SecurityContact, site_url: str = "https://lamps.example/x") -> Site:
    site = load_sites("orchard", site_url)["en"]
    coalition = site.coalition.model_copy(update={"security": security})
    index = CoalitionIndex(coalition, site.as_of)
    return replace(site, index=index, generated_files={}, shared_files={})


def read_fields(content: bytes) -> dict[str, str]:
    return dict(line.split(": ", 1) for line in content.decode().splitlines())


def test_security_txt_has_the_fields_of_rfc_9116():
    site = make_secure_site(make_security(policy="https://lamps.example/policy"))
    fields = read_fields(map_generated_files(site)[PATH].content)

    assert SECURITY["url"] == fields.pop("Contact")
    expires = datetime.datetime.fromisoformat(fields.pop("Expires").replace("Z", "+00:00"))
    assert datetime.datetime(2024, 12, 1, tzinfo=datetime.UTC) == expires
    policy, canonical = "https://lamps.example/policy", f"https://lamps.example/x/{PATH}"
    assert {"Policy": policy, "Canonical": canonical} == fields


def test_what_is_not_known_is_left_out():
    fields = read_fields(map_generated_files(make_secure_site(make_security(), ""))[PATH].content)

    assert {"Contact", "Expires"} == fields.keys()
    assert PATH not in map_generated_files(load_sites("orchard")["en"])


@pytest.mark.parametrize(
    "changes", [{"url": "javascript:alert(1)"}, {"url": "https://a.example/\nContact: x"}]
)
def test_an_address_cannot_add_another_field(changes: dict[str, str]):
    with pytest.raises(ValidationError):
        make_security(**changes)


def test_humans_txt_names_the_contact_without_an_address_for_mail():
    site = load_sites("orchard")["en"]
    text = map_generated_files(site)["humans.txt"].content.decode()

    assert f"Contact: {site.localize(site.coalition.contact.name)}" in text
    assert "@" not in text
    assert site.coalition.contact.email not in text
    assert site.coalition.licence.url in text


def test_the_offline_edition_has_neither():
    site = replace(make_secure_site(make_security()), offline=True)

    assert set() == {*map_generated_files(site)} & {PATH, "humans.txt"}
