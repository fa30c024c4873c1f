"""One module a change, the oldest first."""
