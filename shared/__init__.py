"""The platform that every service is built on: how a service works, never what it decides."""
