"""Pairs and groups: proposed, consented to, fixed by an order, ended."""
