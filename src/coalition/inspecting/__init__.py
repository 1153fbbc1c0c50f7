"""A finished folder -> Problems: what a build has written is looked at before anybody sees it."""
