"""Intake: an uploaded document, read into a draft, reviewed by a person, adopted as a plan."""
