"""Layout, macros, style sheets, filters and error pages."""
