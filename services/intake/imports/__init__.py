"""Records from elsewhere: a CSV file, row by row, once."""
