"""The law of the city: its pack, and how a period is counted."""
