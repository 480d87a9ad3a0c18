"""Template tags of the intake."""
