"""A package, so that pytest takes the stage down when it leaves the folder and not at the very end."""
