"""What the rails promise: nothing lost, nothing twice, in order, on both kinds of store."""
