"""A dog is handed to its owner or family, on proof that was seen; for five minutes it can be undone."""
