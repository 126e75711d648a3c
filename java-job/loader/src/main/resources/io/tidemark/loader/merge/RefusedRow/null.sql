select line
  from (select row_number() over () as line, <column> as value from <staging> s) as staged
 where value is null
 limit 1
