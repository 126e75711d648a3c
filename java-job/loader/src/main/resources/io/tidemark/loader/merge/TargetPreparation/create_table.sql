create table <table> (
    <columns>,
    primary key (<key>)
)
