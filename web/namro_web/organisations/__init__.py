"""Units and where they stand, posts people hold in them, and the names plans call them by."""
