"""Carries events and serves pages. Knows no service and no rule about dogs."""
