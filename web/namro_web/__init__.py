"""Năm Rõ, the site: keeps plans, people and units, and follows adopted work."""
