"""The store: SQLModel tables (private to this folder), queries that take and give domain values, migrations."""
