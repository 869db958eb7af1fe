"""The sentences of errors in Indonesian by their English templates, by the folder that raises them."""
