"""The intake sheet: rules, doors, pages."""
