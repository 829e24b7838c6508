"""Codes, links, QR images and posters."""
