"""Tests of the machines that read."""
