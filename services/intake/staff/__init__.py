"""Who works here: passwords, roles and sessions."""
