"""Tests of one-time codes on their way out."""
