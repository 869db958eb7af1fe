"""The parts of a plan whose rosters are built apart."""
