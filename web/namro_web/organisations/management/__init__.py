"""Management: starting an office."""
