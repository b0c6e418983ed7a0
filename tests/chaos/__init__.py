"""Real processes under fire: does anything get lost, does anything happen twice? See __main__."""
