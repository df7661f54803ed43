"""Who may do what: users, roles, tenants, keys and devices as values, and the rules about them. Nothing here opens a file or a database."""
