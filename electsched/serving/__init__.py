"""A published site shown by a local preview server or by nginx."""
