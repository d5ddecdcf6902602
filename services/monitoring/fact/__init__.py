"""The facts that organizations told."""
