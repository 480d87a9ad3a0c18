"""What the misprint rule knows of the language, and how it tells a slip from a word."""
