"""Tables that people hand in, CSV or XLSX: read row by row, with bounds that no file can pass."""
