"""From windows, posts and teams to duties."""
