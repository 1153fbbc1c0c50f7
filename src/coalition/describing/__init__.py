"""The model and its rules -> what editors and their programs read."""
