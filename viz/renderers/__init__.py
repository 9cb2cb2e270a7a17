"""One module a format of pictures, found by its name."""
