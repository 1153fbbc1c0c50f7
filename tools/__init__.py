"""What serves the repository and not the site."""
