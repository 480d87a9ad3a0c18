"""Plans: the issued document, what it is made of, and how far its programme has come."""
