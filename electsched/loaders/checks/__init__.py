"""The faults of a plan: of its values, of what it refers to, of its duties and of its people and vehicles."""
