"""The search: one index of plans, tasks, targets, what is said about them, and documents word by word."""
