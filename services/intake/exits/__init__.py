"""Ways out that no family and no owner takes: handed to another house, run away, lent to a foster family."""
