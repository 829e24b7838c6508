"""Taking in lists of the directory: each all or nothing, and harmless when repeated."""
