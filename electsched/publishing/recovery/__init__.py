"""How a publication goes on after a stop, a loss or damage."""
