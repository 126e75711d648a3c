package io.tidemark.loader.discover;

import io.tidemark.loader.model.ObjectContent;
import io.tidemark.loader.model.SourceObject;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.RetryableException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/** Reads ranges of one object, each only if the object still has the ETag that was listed. */
final class S3Content implements ObjectContent {

    private static final int COPY_BYTES = 64 * 1024;

    private final S3Client client;
    private final SourceObject object;
    private volatile @Nullable String versionId;

    S3Content(S3Client client, SourceObject object) {
        this.client = client;
        this.object = object;
    }

    @Override
    public SourceObject object() {
        return object;
    }

    @Override
    public Optional<String> versionId() {
        return Optional.ofNullable(versionId);
    }

    @Override
    public void read(long position, ByteBuffer target) {
        int start = target.position();
        long last = position + target.remaining() - 1;
        GetObjectRequest request = GetObjectRequest.builder()
                .bucket(object.bucket())
                .key(object.key())
                .ifMatch('"' + object.etag() + '"')
                .range("bytes=" + position + "-" + last)
                .build();
        try {
            GetObjectResponse response = client.getObject(request, (answer, body) -> {
                fill(target.position(start), body);
                return answer;
            });
            versionId = response.versionId();
        } catch (SdkException e) {
            throw ObjectStore.failure(
                    "read bytes " + position + " to " + last + " of " + object.uri(), object.bucket(), e);
        }
    }

    /** A body that ends early is asked for again: the client retries what is thrown as retryable. */
    private static void fill(ByteBuffer target, InputStream body) {
        try {
            byte[] part = new byte[Math.min(COPY_BYTES, target.remaining())];
            while (target.hasRemaining()) {
                int count = body.read(part, 0, Math.min(part.length, target.remaining()));
                if (count < 0) {
                    throw new EOFException("the answer ended " + target.remaining() + " bytes early");
                }
                target.put(part, 0, count);
            }
        } catch (IOException e) {
            throw RetryableException.create(String.valueOf(e.getMessage()), e);
        }
    }
}
