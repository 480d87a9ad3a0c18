"""Parsing: a source document → what its author states in it."""
