"""The service of facts from every organization, and of the figures made of them."""
