"""Pages of accounts: login, one's own profile, managing the accounts of others."""
