"""The files of laws: their keys and layout, a first file, and the dates that elections share."""
