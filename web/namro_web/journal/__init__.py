"""The history of everything, for those who answer for it: read, searched, filtered, taken out."""
