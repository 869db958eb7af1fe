"""An election resolved to dated stages, with audit, bounds, comparison and explanation."""
