select key_hash, key, hash
  from (select <key_hash> as key_hash,
               concat_ws(', ', <key>) as key,
               ('x' || left(md5(row(<all>)::text), 16))::bit(64)::bigint as hash
          from <table> r
         where <condition>) as hashed
 where ('x' || left(key_hash, 4))::bit(16)::integer = any(:buckets)
 order by key_hash collate "C"
