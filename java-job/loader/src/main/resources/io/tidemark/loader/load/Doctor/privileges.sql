select privilege
  from unnest(array['SELECT', 'INSERT', 'UPDATE', 'DELETE']) as privilege
 where not has_table_privilege(:table, privilege)
