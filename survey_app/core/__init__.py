"""Rules and arithmetic: values in, values out; the standard library only."""
