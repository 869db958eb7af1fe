"""Every word of the package in Indonesian, by subject."""
