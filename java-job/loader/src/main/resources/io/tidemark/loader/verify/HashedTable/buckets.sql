-- Hashes of different keys differ, so that no two of them cancel each other out.
select bucket, count(*) as row_count, bit_xor(hash) as hash
  from (select ('x' || left(<key_hash>, 4))::bit(16)::integer as bucket,
               ('x' || left(md5(row(<all>)::text), 16))::bit(64)::bigint as hash
          from <table> r
         where <condition>) as hashed
 group by bucket
