"""The first page of the console: what is due, from all features."""
