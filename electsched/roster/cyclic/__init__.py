"""The search for a cyclic roster (extra `solver`)."""
