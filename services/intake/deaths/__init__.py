"""How a stay ends in death: who decided, what is on record, and where every carcass went."""
