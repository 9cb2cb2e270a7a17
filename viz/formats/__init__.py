"""One module a format of tables, found by its name."""
