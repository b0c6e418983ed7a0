"""The way of an event: from the commit that made it true to the inbox of everybody who hears it."""
