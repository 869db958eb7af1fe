"""The sentences of errors in Indonesian, by the folder that raises them."""
