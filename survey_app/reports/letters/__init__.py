"""A frozen report as the letter that an office signs: DOCX to edit, PDF to read, the same words."""
