"""Dogs that waited on a phone."""
