"""Tests of what somebody may do who holds a slip."""
