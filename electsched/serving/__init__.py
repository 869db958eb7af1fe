"""Serve a published site: a local preview server, and configuration for nginx."""
