"""The figures counted from the facts, their completeness, and the facts behind them."""
