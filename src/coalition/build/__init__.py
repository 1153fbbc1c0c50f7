"""Build a site: run Pelican in a subprocess, audit what it wrote, and swap it in.

`build_site` is the way in; `build_offline_edition` makes the zip for reading without a network. The
package orchestrates `audit`, `output` and Pelican's command line; it renders nothing itself and
never imports Pelican.
"""

from coalition.build.offline import build_offline_edition, get_offline_name
from coalition.build.publish import (
    BuildOptions,
    build_site,
    find_future_dates,
    find_site_url,
)

__all__ = [
    "BuildOptions",
    "build_offline_edition",
    "build_site",
    "find_future_dates",
    "find_site_url",
    "get_offline_name",
]
