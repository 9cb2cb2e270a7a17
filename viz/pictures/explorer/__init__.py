"""The interactive diagram: ES modules and a style sheet, how they are bundled, and the data that they read."""
