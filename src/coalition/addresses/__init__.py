"""The addresses of a project, and those that a change would lose.

`list_paths` lists the addresses of the files that `read_site_sources` reads.
`read_published_version` knows those that are published: from a sitemap, or as the files in a commit
of git have them; `read_published_data` returns their entries. `check_lost_addresses` compares a
project with them, `diagnose_lost_paths` any set of paths; both report a lost address where it can
be repaired, unless `AllowedLosses` has its page, such as that of a removed member. Depends on
`project`, `site` and `audit`; renders nothing.
"""

from coalition.addresses.allowed_losses import AllowedLosses, load_allowed_losses
from coalition.addresses.lost import check_lost_addresses, diagnose_lost_paths
from coalition.addresses.published_data import read_published_data
from coalition.addresses.published_version import PublishedVersion, read_published_version
from coalition.addresses.site_sources import SiteSources, list_paths, read_site_sources

__all__ = [
    "AllowedLosses",
    "PublishedVersion",
    "SiteSources",
    "check_lost_addresses",
    "diagnose_lost_paths",
    "list_paths",
    "load_allowed_losses",
    "read_published_data",
    "read_published_version",
    "read_site_sources",
]
