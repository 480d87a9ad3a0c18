"""Tasks: who does what by when, what came of it, and who confirmed it."""
