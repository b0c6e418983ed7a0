"""What a vet gave."""
