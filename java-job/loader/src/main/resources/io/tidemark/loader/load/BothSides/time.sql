select now() at time zone 'UTC'
