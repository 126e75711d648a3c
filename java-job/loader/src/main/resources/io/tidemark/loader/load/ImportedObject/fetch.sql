select aws_s3.table_import_from_s3(:table, :columns, :options, aws_commons.create_s3_uri(:bucket, :key, :region))
