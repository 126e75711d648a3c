-- Of the settings that texts depend on, those that sessions do not begin with.
select set_config(name, value, true)
  from (values ('bytea_output', 'hex'), ('xmloption', 'content'), ('timezone', 'UTC')) as texts (name, value)
