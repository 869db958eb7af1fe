"""Parts of explanations in words: ranges of days, and rules for readers of other languages than English."""
