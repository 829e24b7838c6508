"""Backup and restore: canonical rows of one moment, the same on both engines."""
