"""Models in files: their structure, with stand-ins for what cannot, or must not, be made, and the shapes of weights."""
