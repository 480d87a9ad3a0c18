"""Reminders, digests, escalation and calendars: reads what others decided, and tells whom it concerns."""
