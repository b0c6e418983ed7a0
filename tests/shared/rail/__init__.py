"""The way of an event, on a real Redis and real stores."""
