"""Development tools for the repository; nothing that a built site needs.

`bootstrap` makes `.venv` and enters it, `lockfile` writes `requirements.lock`, `generated_docs`
writes the generated pages of docs/. The first two use the standard library only, as they run before
any package is installed. Nothing in `src/` may import from here.
"""
