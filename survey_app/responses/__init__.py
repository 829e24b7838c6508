"""What a citizen sees and sends; the life of an answer."""
