"""The contract, served."""
