"""Tokens with which other programs call the API: made by a person, for one post, within a scope."""
