-- An assignment may round or cut to the modifier of the type without a word: interval(0), numeric(5,1)[] and the like.
select line
  from (select row_number() over () as line, <column> as value from <staging> s) as staged
 where (value::<exact>)::text is distinct from (value::<exact>::<modified>)::text
 limit 1
