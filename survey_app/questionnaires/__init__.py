"""Versioned questionnaires; from a document to a form."""
