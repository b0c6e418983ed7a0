"""Tests of intake: who works here."""
