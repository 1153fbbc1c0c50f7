"""Turns a coalition's data and prose into its public pages."""
