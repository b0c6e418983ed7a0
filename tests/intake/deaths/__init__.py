"""Death and disposal: decided by two people, on record, and every carcass accounted for."""
