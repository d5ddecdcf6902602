"""The ground: how a service works, never what it decides."""
