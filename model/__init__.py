"""Reads why a seller does not ship, in what tone, with which tactics, and what it promises."""
