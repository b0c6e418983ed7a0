"""Find any dog: by tag, chip, number, name, place, date, colour, officer or operation, from one box."""
