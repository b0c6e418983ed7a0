"""What keeps a dog here: holds as a set, what falls due, and the steps of a stay while the dog is with us."""
