"""Tags, tried from the rules to a code that was photographed off the paper."""
