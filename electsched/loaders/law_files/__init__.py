"""The files of laws as text: their layout, and a first file."""
