"""One module per place the site runs in: base (shared), dev, test, prod."""
