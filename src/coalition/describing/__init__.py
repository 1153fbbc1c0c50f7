"""The model -> what editors and their programs read: schemas, and the description of the data."""
