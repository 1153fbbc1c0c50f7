"""Build."""

from coalition.build.offline import build_offline_edition, get_offline_name
from coalition.build.publish import BuildOptions, build_site, find_site_url

__all__ = [
    "BuildOptions",
    "build_offline_edition",
    "build_site",
    "find_site_url",
    "get_offline_name",
]
