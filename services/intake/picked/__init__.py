"""Many dogs at once: ticked on a list, moved or held in one request, each answered for itself."""
