"""Shows the site while somebody edits it."""
