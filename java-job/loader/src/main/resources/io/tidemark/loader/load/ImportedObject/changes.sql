insert into pg_temp.<changes>
select :object, line, <operation> = 'D', <position>, <columns>
  from pg_temp.<table>
