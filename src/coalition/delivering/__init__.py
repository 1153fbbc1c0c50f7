"""The finished site, brought to where visitors see it, and whole at each moment."""
