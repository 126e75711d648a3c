package io.tidemark.loader.discover;

import io.tidemark.loader.model.EnvironmentException;
import io.tidemark.loader.model.HourPartition;
import io.tidemark.loader.model.ObjectContent;
import io.tidemark.loader.model.SourceObject;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CommonPrefix;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

/** Lists and opens objects. Does not own the client; safe for use by several threads. */
public final class ObjectStore {

    private final S3Client client;

    public ObjectStore(S3Client client) {
        this.client = client;
    }

    /** A stretch of keys in their order: those with the prefix, from {@code from} on, before {@code to}. */
    public record KeyRange(String prefix, String from, String to) {}

    /** The objects of a stretch of keys; {@code hourOf} says where a key belongs, or nothing if it is not wanted. */
    public Stream<SourceObject> list(String bucket, KeyRange range, Function<String, Optional<HourPartition>> hourOf) {
        return keys(bucket, range)
                .flatMap(object -> hourOf.apply(object.key()).map(hour -> sourceObject(bucket, object, hour)).stream());
    }

    /** The first object with the prefix that belongs to an hour; lists only as far as needed. */
    public Optional<SourceObject> first(
            String bucket, String prefix, Function<String, Optional<HourPartition>> hourOf) {
        return attempt(
                bucket,
                prefix,
                () -> pages(bucket, new KeyRange(prefix, prefix, prefix))
                        .flatMap(object ->
                                hourOf.apply(object.key()).map(hour -> sourceObject(bucket, object, hour)).stream())
                        .findFirst());
    }

    /** The first keys with the prefix. */
    public List<String> firstKeys(String bucket, String prefix, int most) {
        return attempt(
                bucket,
                prefix,
                () -> pages(bucket, new KeyRange(prefix, prefix, prefix))
                        .limit(most)
                        .map(S3Object::key)
                        .toList());
    }

    /** The folders directly below a prefix that is a folder itself, each with its slash at the end. */
    public List<String> folders(String bucket, String prefix) {
        ListObjectsV2Request request = ListObjectsV2Request.builder()
                .bucket(bucket)
                .prefix(prefix)
                .delimiter("/")
                .build();
        return attempt(
                bucket,
                prefix,
                () -> client.listObjectsV2Paginator(request).commonPrefixes().stream()
                        .map(CommonPrefix::prefix)
                        .toList());
    }

    /** The objects whose keys begin with the prefix and that belong to no hour. */
    public Stream<SourceObject> listFullLoad(String bucket, String prefix) {
        return keys(bucket, new KeyRange(prefix, prefix, prefix + Character.MAX_VALUE))
                .map(object -> new SourceObject(bucket, object.key(), etag(object), object.size(), null));
    }

    public ObjectContent open(SourceObject object) {
        return new S3Content(client, object);
    }

    /** The region that is asked, such as {@code eu-west-1}. */
    public String region() {
        return client.serviceClientConfiguration().region().id();
    }

    private static SourceObject sourceObject(String bucket, S3Object object, HourPartition hour) {
        return new SourceObject(bucket, object.key(), etag(object), object.size(), hour);
    }

    private static String etag(S3Object object) {
        return object.eTag().replace("\"", "");
    }

    private Stream<S3Object> keys(String bucket, KeyRange range) {
        return attempt(
                bucket,
                range.prefix(),
                () -> pages(bucket, range)
                        .takeWhile(object -> object.key().compareTo(range.to()) < 0)
                        .toList())
                .stream();
    }

    /** S3 lists keys in the order of their UTF-8 bytes, so a stretch of hours is one listing. */
    private Stream<S3Object> pages(String bucket, KeyRange range) {
        ListObjectsV2Request.Builder request =
                ListObjectsV2Request.builder().bucket(bucket).prefix(range.prefix());
        if (range.from().compareTo(range.prefix()) > 0) {
            request.startAfter(range.from());
        }
        return client.listObjectsV2Paginator(request.build()).contents().stream();
    }

    private static <T> T attempt(String bucket, String prefix, Supplier<T> listing) {
        try {
            return listing.get();
        } catch (SdkException e) {
            throw failure("list s3://" + bucket + "/" + prefix, bucket, e);
        }
    }

    /** What S3 said, with what to do about it. */
    static EnvironmentException failure(String attempt, String bucket, SdkException cause) {
        if (cause instanceof S3Exception answer) {
            String code = Optional.ofNullable(answer.awsErrorDetails())
                    .map(AwsErrorDetails::errorCode) // an answer without a body has none
                    .orElse("HTTP " + answer.statusCode());
            String remedy = switch (code) {
                case "NoSuchBucket" -> "bucket " + bucket + " does not exist: check source.bucket and s3.region";
                case "AccessDenied", "HTTP 403" ->
                    "the credentials may not do this: s3:ListBucket on the bucket and s3:GetObject on its"
                            + " objects are needed, and kms:Decrypt if it is encrypted with KMS";
                case "NoSuchKey" -> "the object was listed but is gone: retry, then ask who deletes there";
                case "PreconditionFailed", "HTTP 412" ->
                    "the object changed after it was listed: a retry reads the new content";
                case "PermanentRedirect", "AuthorizationHeaderMalformed", "HTTP 301" ->
                    "the bucket lies in another region: correct s3.region";
                case "InvalidAccessKeyId", "SignatureDoesNotMatch", "ExpiredToken" ->
                    "S3 does not accept the credentials (" + code + "): renew them";
                default -> "S3 answered " + code;
            };
            return new EnvironmentException("cannot " + attempt + ": " + remedy, cause);
        }
        return new EnvironmentException(
                "cannot " + attempt + ": " + cause.getMessage()
                        + "; check the network, s3.endpoint, s3.region and the AWS credentials",
                cause);
    }
}
