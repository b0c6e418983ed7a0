"""Dogs: rules, ears, replay."""
