"""What every test of the site shares."""
