"""A site that was written -> a site that can be put where visitors see it."""
