"""The whole system from outside: only URLs, whatever runs behind them."""
