"""Files -> records, or every problem at once."""
