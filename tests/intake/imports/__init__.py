"""Tests of intake: records from elsewhere."""
