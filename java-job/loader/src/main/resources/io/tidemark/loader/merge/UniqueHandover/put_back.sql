insert into <target> (<columns>) overriding system value select <columns> from <taken> order by <key>
