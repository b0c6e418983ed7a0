"""The intake sheet: how a dog came, in what state, what is still missing; and who was bitten, sealed."""
