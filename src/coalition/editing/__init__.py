"""Changes of files as text: what is not changed stays byte for byte as it was."""
