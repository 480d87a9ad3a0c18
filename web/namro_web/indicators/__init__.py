"""Indicators: what is measured, and the values a plan promises for it."""
