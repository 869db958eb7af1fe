"""Problems of rosters by name in their public JSON form."""
