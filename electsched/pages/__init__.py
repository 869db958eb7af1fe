"""HTML pages and printouts, each built for its reader."""
