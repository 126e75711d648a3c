-- An update that changes the key is a delete of the old one as well, at the same position.
insert into pg_temp.<changes> (object, line, removed, position, <names>)
select :object, line, true, <position>, <before>
  from pg_temp.<table>
 where <operation> = 'U' and (<is_known>) and row(<before>) is distinct from row(<keys>)
