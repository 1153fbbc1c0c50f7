"""Working groups in the vocabulary of schema.org."""

from __future__ import annotations

from coalition.model import TermHolder, WorkingGroup
from coalition.site.json_ld.base import (
    JsonObject,
    describe_party,
    drop_empty,
    get_absolute_url,
    make_organization,
    make_role,
    reference_coalition,
)
from coalition.site.site import Site


def reference_working_group(site: Site, group: WorkingGroup) -> JsonObject:
    """Return a working group as a part of the coalition."""
    return make_organization(
        name=site.localize(group.title),
        url=get_absolute_url(site, site.get_address("working-group", group.id)),
    )


def describe_working_group(site: Site, group: WorkingGroup) -> JsonObject:
    """Return a working group."""
    _ = site.language.translations.gettext
    ends = group.until if group.is_ended(site.as_of) else None
    return {
        **reference_working_group(site, group),
        **drop_empty(
            {
                "description": site.localize(group.summary) if group.summary else None,
                "foundingDate": str(group.since or ""),
                "dissolutionDate": str(ends or ""),
                "parentOrganization": reference_coalition(site),
                "sameAs": [group.url] if group.url else [],
                "member": [
                    *(_describe_role(site, holder, _("Chair")) for holder in group.chairs),
                    *(_describe_role(site, holder, _("Member")) for holder in group.members),
                ],
            }
        ),
    }


def _describe_role(site: Site, holder: TermHolder, role: str) -> JsonObject:
    """Return the role of a person or an organisation in a group."""
    return make_role(holder, roleName=role, member=describe_party(site, holder))
