"""Plans beside the plans above them: what is answered, and the links people confirmed."""
