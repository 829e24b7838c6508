"""The hash-chained record of who did what and why; only ever added to."""
