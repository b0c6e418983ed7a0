"""Night intake on phones that lose their network."""
