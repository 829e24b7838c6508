"""Measures the application against bounds, as ratios within one run: `make bench`."""
