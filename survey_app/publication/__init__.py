"""Results anyone may read; no unit can switch its own off."""
