"""See what a layer calls, by calling its twin where nothing is run and nothing is left behind."""
