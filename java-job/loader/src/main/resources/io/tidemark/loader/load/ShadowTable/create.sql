-- The shape of the target without its rules: what they refused is not in it, and what they let pass they need not check again.
create temporary table <shadow> (
    like <target> including defaults including generated including identity,
    primary key (<key>)
)
