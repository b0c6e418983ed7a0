"""The registry: who a dog is."""
