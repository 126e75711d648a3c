drop table <taken>
