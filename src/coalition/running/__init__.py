"""What the commands call: set up, build, preview."""
