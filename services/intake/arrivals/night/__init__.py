"""Night intake on a phone: what it keeps while there is no network, and the door that takes it later."""
