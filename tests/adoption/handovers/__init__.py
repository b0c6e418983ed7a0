"""Hand-overs: rules, doors, pages."""
