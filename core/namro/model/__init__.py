"""The nouns: frozen values that every stage shares. Imports nothing of ours but errors."""
