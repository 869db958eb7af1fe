"""The past of a roster: the duties that were published, kept as a record whatever the plan says later."""
