"""Commands that concern units."""
