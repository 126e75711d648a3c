package io.tidemark.loader.discover;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.tidemark.loader.discover.ObjectStore.KeyRange;
import io.tidemark.loader.model.EnvironmentException;
import io.tidemark.loader.model.HourPartition;
import io.tidemark.loader.model.ObjectContent;
import io.tidemark.loader.model.SourceObject;
import io.tidemark.sandbox.SandboxS3;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;

/**
 * What the loader asks of S3, and all that it asks: a server of the tests that answers like this cannot be told from
 * another. A page of a listing has {@value #PAGE} keys here.
 */
interface ObjectStoreContract {

    int PAGE = 2;
    HourPartition HOUR = HourPartition.parse("2024-05-01T00:00Z");
    Function<String, Optional<HourPartition>> ANY = key -> Optional.of(HOUR);

    SandboxS3 s3();

    /** A bucket of its own. */
    default Bucket bucket() {
        return new Bucket(s3(), s3().createBucket("contract"));
    }

    /** With the HTTP client that the loader has. */
    default ObjectStore store() {
        return new ObjectStore(S3Client.builder()
                .region(Region.of(s3().region()))
                .endpointOverride(s3().endpoint())
                .forcePathStyle(true)
                .credentialsProvider(StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(s3().accessKey(), s3().secretKey())))
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .overrideConfiguration(override -> override.addExecutionInterceptor(new SmallPages()))
                .build());
    }

    @Test
    default void aStretchOfKeysIsListedInTheirOrder() {
        Bucket bucket = bucket();
        List.of("t/h=03/a", "t/h=01/b", "t/h=02/z", "t/h=01/a", "t/h=00/a", "t/h=02/a", "u/h=01/a", "t/h=02/m")
                .forEach(key -> bucket.put(key, key));
        assertThat(listed(bucket, new KeyRange("t/", "t/h=01/", "t/h=03/")).map(SourceObject::key))
                .containsExactly("t/h=01/a", "t/h=01/b", "t/h=02/a", "t/h=02/m", "t/h=02/z");
        assertThat(listed(bucket, new KeyRange("t/h=01/a", "t/h=01/a", "t/h=01/b"))
                        .map(SourceObject::key))
                .containsExactly("t/h=01/a");
        assertThat(listed(bucket, new KeyRange("v/", "v/1", "v/2"))).isEmpty();
    }

    @Test
    default void keysComeBackAsTheyAre() {
        Bucket bucket = bucket();
        List<String> keys = List.of("a b+c%20d/x", "a&b<c>/ü 'ß\".csv", "year=2024/month=05/part-1", "~/:;,?#[]@!$()*");
        keys.forEach(key -> bucket.put(key, "content of " + key));
        List<SourceObject> found =
                listed(bucket, new KeyRange("", "", "\uffff")).toList();
        assertThat(found).extracting(SourceObject::key).containsExactlyInAnyOrderElementsOf(keys);
        for (SourceObject object : found) {
            assertThat(read(store().open(object), 0, (int) object.size())).isEqualTo("content of " + object.key());
        }
    }

    @Test
    default void theFirstObjectsAreFoundWithoutTheOthers() {
        Bucket bucket = bucket();
        List.of("t/1", "t/2", "t/3", "t/4", "t/5").forEach(key -> bucket.put(key, ""));
        Function<String, Optional<HourPartition>> late =
                key -> key.equals("t/4") ? Optional.of(HOUR) : Optional.empty();
        assertThat(store().first(bucket.name(), "t/", late))
                .hasValueSatisfying(object -> assertThat(object.key()).isEqualTo("t/4"));
        assertThat(store().first(bucket.name(), "v/", ANY)).isEmpty();
        assertThat(store().firstKeys(bucket.name(), "t/", 3)).containsExactly("t/1", "t/2", "t/3");
    }

    @Test
    default void foldersAreThoseDirectlyBelow() {
        Bucket bucket = bucket();
        List.of("t/1", "t/a/1", "t/a/b/1", "t/b/1", "t/c/1", "t/d/e/f", "tt/1").forEach(key -> bucket.put(key, ""));
        assertThat(store().folders(bucket.name(), "t/")).containsExactly("t/a/", "t/b/", "t/c/", "t/d/");
        assertThat(store().folders(bucket.name(), "v/")).isEmpty();
    }

    @Test
    default void filesOfAFullLoadBelongToNoHour() {
        Bucket bucket = bucket();
        List.of("t/LOAD00000001", "t/LOAD00000002", "t/LOAD00000003", "t/SEGMENT1_LOAD", "t/K")
                .forEach(key -> bucket.put(key, "12345"));
        assertThat(store().listFullLoad(bucket.name(), "t/LOAD"))
                .allSatisfy(object -> assertThat(object.size()).isEqualTo(5))
                .allSatisfy(object -> assertThat(object.hour()).isNull())
                .extracting(SourceObject::key)
                .containsExactly("t/LOAD00000001", "t/LOAD00000002", "t/LOAD00000003");
    }

    @Test
    default void anyPartOfAnObjectIsReadAlone() {
        Bucket bucket = bucket();
        bucket.put("t/1", "0123456789");
        ObjectContent content = store().open(only(bucket));
        assertThat(read(content, 0, 10)).isEqualTo("0123456789");
        assertThat(read(content, 0, 1)).isEqualTo("0");
        assertThat(read(content, 3, 4)).isEqualTo("3456");
        assertThat(read(content, 9, 1)).isEqualTo("9");
    }

    @Test
    default void anObjectThatChangedAfterItWasListedIsNotRead() {
        Bucket bucket = bucket();
        bucket.put("t/1", "before");
        SourceObject before = only(bucket);
        ObjectContent content = store().open(before);
        assertThat(read(content, 0, 6)).isEqualTo("before");

        bucket.put("t/1", "after!");

        fails(
                () -> read(content, 0, 6),
                "cannot read bytes 0 to 5 of " + before.uri()
                        + ": the object changed after it was listed: a retry reads the new content");
        SourceObject after = only(bucket);
        assertThat(after.etag()).isNotEqualTo(before.etag());
        assertThat(read(store().open(after), 0, 6)).isEqualTo("after!");
    }

    @Test
    default void theSameContentHasTheSameEtag() {
        Bucket bucket = bucket();
        bucket.put("t/1", "same");
        SourceObject before = only(bucket);
        bucket.put("t/1", "same");
        assertThat(only(bucket)).isEqualTo(before);
        assertThat(read(store().open(before), 0, 4)).isEqualTo("same");
    }

    @Test
    default void anObjectThatIsGoneAfterItWasListedIsNotRead() {
        Bucket bucket = bucket();
        bucket.put("t/1", "here");
        SourceObject object = only(bucket);
        bucket.remove("t/1");
        fails(
                () -> read(store().open(object), 1, 2),
                "cannot read bytes 1 to 2 of " + object.uri()
                        + ": the object was listed but is gone: retry, then ask who deletes there");
        assertThat(listed(bucket, new KeyRange("t/", "t/", "t0"))).isEmpty();
    }

    @Test
    default void aBucketThatIsNotThereIsNamed() {
        String missing = "no-such-bucket-of-tidemark";
        String reason = "bucket " + missing + " does not exist: check source.bucket and s3.region";
        SourceObject object = new SourceObject(missing, "t/1", "0", 1, HOUR);
        fails(() -> listed(new Bucket(s3(), missing), new KeyRange("t/", "t/1", "t/2")), "s3://" + missing, reason);
        fails(() -> store().folders(missing, "t/"), "s3://" + missing, reason);
        fails(() -> read(store().open(object), 0, 1), object.uri(), reason);
    }

    private Stream<SourceObject> listed(Bucket bucket, KeyRange range) {
        return store().list(bucket.name(), range, ANY);
    }

    private SourceObject only(Bucket bucket) {
        List<SourceObject> found =
                listed(bucket, new KeyRange("t/", "t/", "t0")).toList();
        assertThat(found).hasSize(1);
        return found.get(0);
    }

    private static String read(ObjectContent content, long position, int length) {
        ByteBuffer target = ByteBuffer.allocate(length);
        content.read(position, target);
        return new String(target.array(), UTF_8);
    }

    private static void fails(Runnable attempt, String... parts) {
        assertThatExceptionOfType(EnvironmentException.class)
                .isThrownBy(attempt::run)
                .satisfies(failure -> assertThat(failure.getMessage()).contains(parts));
    }

    /** A bucket as its owner sees it. */
    record Bucket(SandboxS3 s3, String name) {

        void put(String key, String content) {
            s3.client().putObject(request -> request.bucket(name).key(key), RequestBody.fromString(content));
        }

        void remove(String key) {
            s3.client().deleteObject(request -> request.bucket(name).key(key));
        }
    }

    /** Has every listing go on for several pages. */
    final class SmallPages implements ExecutionInterceptor {
        @Override
        public SdkRequest modifyRequest(Context.ModifyRequest context, ExecutionAttributes attributes) {
            return context.request() instanceof ListObjectsV2Request list
                    ? list.toBuilder().maxKeys(PAGE).build()
                    : context.request();
        }
    }
}
