"""What is heard of a dog."""
