"""Wiring only: settings, addresses, the command and the server's entrance."""
