"""Seeded sample data for trying out, tests and benchmarks."""
