"""What every app stands on: refusals, history, the clock. No domain words."""
