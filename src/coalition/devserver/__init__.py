"""Dev server with live reload: `serve_preview` shows the site of a project and follows its files.

Rebuilds in memory through `project`, `pelican_plugin` and `site`, as a build does, and writes no
output. Open pages are audited at once, and the whole project a moment later (`preflight`). The
browser side is `client.js` and `overlay.html`. It must not know the commands (`cli`), the output
folder (`output`) or how a site is published (`deploy`).
"""

from coalition.devserver.editor_links import DEFAULT_EDITOR, EDITOR_VARIABLE
from coalition.devserver.serve import serve_preview

__all__ = [
    "DEFAULT_EDITOR",
    "EDITOR_VARIABLE",
    "serve_preview",
]
