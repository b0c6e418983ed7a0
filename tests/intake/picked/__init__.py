"""Tests of what is done with many dogs at once."""
