package io.tidemark.sandbox;

import com.typesafe.config.Config;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Conversions;
import org.apache.avro.data.TimeConversions;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.parquet.avro.AvroParquetReader;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.io.LocalInputFile;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * The objects of the hour that a job of {@code scripts/bench} names, read as records.
 *
 * @param folder what the names of the objects begin with
 */
record BenchObjects(S3Client client, String bucket, String folder) {

    static final String OPERATION = DmsFormat.standard().opColumn();
    static final String POSITION = String.valueOf(DmsFormat.standard().positionColumn());

    static BenchObjects of(S3Client client, Config job) {
        return new BenchObjects(client, job.getString("bucket"), job.getString("folder"));
    }

    /** The newest change of each key. */
    Map<List<Object>, GenericRecord> newest(List<String> key) {
        Map<List<Object>, GenericRecord> newest = new HashMap<>();
        client.listObjectsV2Paginator(request -> request.bucket(bucket).prefix(folder))
                .contents()
                .forEach(object -> readInto(newest, key, object));
        return newest;
    }

    private void readInto(Map<List<Object>, GenericRecord> newest, List<String> key, S3Object object) {
        try {
            Path file = Files.createTempFile("bench", ".parquet");
            try {
                client.getObject(
                        request -> request.bucket(bucket).key(object.key()),
                        ResponseTransformer.toOutputStream(Files.newOutputStream(file)));
                try (ParquetReader<GenericRecord> reader = reader(file)) {
                    for (GenericRecord row = reader.read(); row != null; row = reader.read()) {
                        newest.merge(key.stream().map(row::get).toList(), row, BenchObjects::newer);
                    }
                }
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + object.key(), e);
        }
    }

    private static GenericRecord newer(GenericRecord one, GenericRecord other) {
        return position(one).compareTo(position(other)) > 0 ? one : other;
    }

    private static String position(GenericRecord row) {
        return row.get(POSITION).toString();
    }

    private static ParquetReader<GenericRecord> reader(Path file) throws IOException {
        GenericData values = new GenericData();
        values.setFastReaderEnabled(true);
        values.addLogicalTypeConversion(new Conversions.DecimalConversion());
        values.addLogicalTypeConversion(new TimeConversions.TimestampMicrosConversion());
        values.addLogicalTypeConversion(new TimeConversions.DateConversion());
        return AvroParquetReader.<GenericRecord>builder(new LocalInputFile(file), new PlainParquetConfiguration())
                .withDataModel(values)
                .withCompatibility(false)
                .withCodecFactory(new SnappyPages())
                .build();
    }
}
