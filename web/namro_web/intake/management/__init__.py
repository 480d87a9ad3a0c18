"""Management: the demonstration."""
