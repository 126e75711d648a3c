drop table pg_temp.<table>
