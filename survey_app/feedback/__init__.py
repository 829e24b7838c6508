"""What follows from comments: follow-ups, replies, frequent problems, improvements."""
