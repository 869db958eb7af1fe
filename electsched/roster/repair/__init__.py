"""The repair of the living plan: the people of its duties changed as little as possible, as records of the plan."""
