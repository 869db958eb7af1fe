"""From stages to what must be guarded, and when."""
