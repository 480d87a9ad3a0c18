"""Calculations over figures: exact, without a clock, each with its page in ``docs/explanation``."""
