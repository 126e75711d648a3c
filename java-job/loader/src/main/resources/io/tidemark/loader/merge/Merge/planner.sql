-- Staged rows are joined in key order by the index of the key: a hash join would read the whole target, and cost twice
-- at ten million rows. Compiling the statement costs more than it saves.
set local <setting> = off
