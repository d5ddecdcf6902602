"""Monitoring: the facts that organizations tell, and the figures made from them."""
