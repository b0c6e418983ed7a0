"""Tags: printed, bound to a dog, lost, replaced, revoked; their sheets of labels, and the kennel card."""
