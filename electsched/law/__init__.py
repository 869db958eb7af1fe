"""Electoral law as data: rules with their provisions, evaluated to dates with a trace."""
