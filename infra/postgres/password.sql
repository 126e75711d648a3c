-- For the other files here, which include it: gives the role :role the password that the environment variable :variable
-- holds, if it is set. A server that logs statements would log it too, so there it is left to psql's \password.
\unset password
\getenv password :variable
\if :{?password}
select current_setting('log_statement') in ('ddl', 'mod', 'all')
       or current_setting('shared_preload_libraries') like '%pgaudit%' as logs_statements \gset
\if :logs_statements
\warn 'The password was not set, since this server logs statements. Set it in psql: \\password' :role
\else
alter role :"role" password :'password';
\endif
\unset password
\else
\warn 'The environment has no' :variable, so that the password of :role 'stays as it is. To set one in psql: \\password' :role
\endif
