"""The public functions of a timeline or a plan, which take the id or the path of one as well."""
