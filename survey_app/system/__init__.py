"""Commands of the operator: database, server, health."""
