-- Each byte of a key that is not plain is written as %XX: for the signature, and for the shell.
create function aws_s3.path_of(key text)
    returns text
    language sql immutable
    as $$
    select string_agg(
               case
                   when piece ~ '^[A-Za-z0-9_.~/-]$' then piece
                   else upper(regexp_replace(encode(convert_to(piece, 'UTF8'), 'hex'), '(..)', '%\1', 'g'))
               end, '' order by place)
      from regexp_split_to_table(key, '') with ordinality as pieces(piece, place)
    $$;

-- Where the API is and who asks it is told by settings of the database; on RDS it is the server's role that asks. What
-- the program was called with is not passed on, since it has the secret.
create function aws_s3.table_import_from_s3(
    table_name text, column_list text, options text, s3_info aws_commons._s3_uri_1)
    returns text
    language plpgsql
    as $$
declare
    program text;
    imported bigint;
begin
    if s3_info.bucket !~ '^[a-z0-9.-]+$' or s3_info.region !~ '^[a-z0-9-]+$' then
        raise exception 'Invalid bucket or region' using errcode = '22023';
    end if;
    -- S3 wants the hash of the body, or this word, in a header; not every curl that signs sends one by itself.
    program := format(
        'curl --silent --fail --header x-amz-content-sha256:UNSIGNED-PAYLOAD --aws-sigv4 aws:amz:%s:s3'
            ' --user %s:%s %s/%s/%s',
        s3_info.region, current_setting('sandbox_s3.access_key'), current_setting('sandbox_s3.secret_key'),
        current_setting('sandbox_s3.endpoint'), s3_info.bucket, aws_s3.path_of(s3_info.file_path));
    begin
        execute format(
            'copy %s %s from program %L with %s',
            table_name, case when column_list = '' then '' else '(' || column_list || ')' end, program, options);
    exception when external_routine_exception then
        raise exception 'HTTP request failed. Check bucket, key, region and provided credentials.'
            using errcode = '58030';
    end;
    get diagnostics imported = row_count;
    return format('%s rows imported into relation "%s" from file %s of %s bucket',
                  imported, table_name, s3_info.file_path, s3_info.bucket);
end
$$;
