-- Keys of changes that were captured and not loaded yet, deletes among them.
select key_hash
  from (select <key_hash> as key_hash from <shadow> r
         union
        select <key_hash> from <tombstones> r) as changed
 where ('x' || left(key_hash, 4))::bit(16)::integer = any(:buckets)
 order by key_hash collate "C"
