"""Sets up what lies between a PostgreSQL database and the hour's change files."""
