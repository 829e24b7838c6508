"""Tallies, rates, verdicts and the pages that show them."""
