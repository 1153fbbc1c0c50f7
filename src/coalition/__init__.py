"""Static site generator for the public pages of a coalition."""
