"""Render the whole site in memory and audit it: what publishing would refuse, without a build.

`judge_project` does that for `tasks.py check` and for the preview. `SiteInMemory` renders single
files on request, as the preview does; `SiteInMemory.as_built_site` gives it to the audit, page by
page or as a whole. Builds on `pelican_plugin`, `site`, `audit` and `rules`, and writes nothing.
"""

from coalition.preflight.judgement import Judgement, judge_project
from coalition.preflight.page_check import check_pages, render_in_memory
from coalition.preflight.site_in_memory import SiteInMemory

__all__ = ["Judgement", "SiteInMemory", "check_pages", "judge_project", "render_in_memory"]
