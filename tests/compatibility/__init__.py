"""Real, unmodified client packages of Perspective against this server."""
