"""Measures what the project claims; every script prints a table. Seconds are this machine's, ratios travel."""
