"""Programs of others that live by our events. They know docs and contract, and nothing of our code."""
