package io.tidemark.loader.model;

import org.jspecify.annotations.Nullable;

/**
 * One S3 object as a listing showed it. {@code etag} is without quotes and tells one content from another;
 * {@code hour} is null for the objects of a full load, which belong to no hour; {@code size} is in bytes.
 */
public record SourceObject(
        String bucket,
        String key,
        String etag,
        long size,
        @Nullable HourPartition hour) {

    public String uri() {
        return "s3://" + bucket + "/" + key;
    }

    /** The last segment of the key. */
    public String baseName() {
        return key.substring(key.lastIndexOf('/') + 1);
    }
}
