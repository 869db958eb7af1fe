"""Storage for the files of a site: a local folder or an object store."""
