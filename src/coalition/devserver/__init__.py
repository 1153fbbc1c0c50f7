"""Dev server with live reload: `serve_preview` shows the site of a project and follows its files.

Rebuilds in memory through `project`, `pelican_plugin` and `site`, as a build does, and writes no
output. The browser side is `client.js` and `overlay.html`. It must not know the commands (`cli`),
the output folder (`output`) or what a published site needs (`audit`, `deploy`).
"""

from coalition.devserver.serve import serve_preview

__all__ = [
    "serve_preview",
]
