"""What was written down wrongly at intake is corrected by two people, and nothing is overwritten."""
