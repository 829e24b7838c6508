"""Staff users, role grants on the unit tree, sign-in, API keys."""
