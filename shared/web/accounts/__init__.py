"""Pages of accounts: coming in, one's own profile, keeping the accounts of others."""
