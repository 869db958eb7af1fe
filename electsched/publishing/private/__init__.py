"""Private links: their registry, their files, and the record of disclosures."""
