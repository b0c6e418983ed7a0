"""Said by intake: a dog arrives, stays and leaves."""
