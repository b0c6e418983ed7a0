"""Adoption: its rules, its ears, its doors, its pages, and the past that it takes in."""
