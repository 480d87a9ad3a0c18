"""Plans through time: later documents that change them, and any two days side by side."""
