"""Everyone who should know, knows."""
