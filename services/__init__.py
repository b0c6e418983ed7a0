"""Four services. Each folder's `__init__.py` is its card: what it publishes and what it listens to."""
