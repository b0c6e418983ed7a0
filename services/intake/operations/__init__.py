"""Joint operations: planned, out on the streets, over; what each brought in, and how a year compares."""
