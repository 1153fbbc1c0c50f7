"""Render the whole site in memory and audit it: what publishing would refuse, without a build.

`check_pages` does that for a loaded project, as `tasks.py check` needs it. `SiteInMemory` renders
single files on request, as the preview does; `SiteInMemory.as_built_site` gives it to the audit,
page by page or as a whole. Builds on `pelican_plugin`, `site` and `audit`, and writes nothing.
"""

from coalition.preflight.page_check import check_pages, compile_templates, render_in_memory
from coalition.preflight.site_in_memory import SiteInMemory

__all__ = ["SiteInMemory", "check_pages", "compile_templates", "render_in_memory"]
