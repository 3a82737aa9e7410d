"""The demo newspaper: a small honest imitation of a Vietnamese newspaper, and its server."""
