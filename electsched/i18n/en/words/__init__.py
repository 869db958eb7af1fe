"""Every word of the package in English, by subject."""
