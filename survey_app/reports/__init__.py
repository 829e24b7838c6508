"""Closing a period and writing its files."""
