package io.tidemark.sandbox;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

class SandboxS3Test {

    private final SandboxS3 s3 = SandboxS3.shared();
    private final S3Client client = s3.client();
    private final String bucket = s3.createBucket("Sandbox_test");

    @Test
    void an_object_comes_back_as_it_was_put() {
        put("a/b c/ü=1.txt", "content");
        assertThat(get("a/b c/ü=1.txt")).isEqualTo("content");
    }

    @Test
    void listing_finds_what_has_the_prefix_page_by_page_and_in_order() {
        put("t/2", "x");
        put("t/10", "x");
        put("u/1", "x");
        assertThat(
                        client
                                .listObjectsV2Paginator(request ->
                                        request.bucket(bucket).prefix("t/").maxKeys(1))
                                .contents()
                                .stream()
                                .map(S3Object::key))
                .containsExactly("t/10", "t/2");
    }

    @Test
    void a_suffix_range_gives_the_end_and_the_whole_length() {
        put("ranged", "0123456789");
        var response = client.getObjectAsBytes(
                request -> request.bucket(bucket).key("ranged").range("bytes=-3"));
        assertThat(response.asUtf8String()).isEqualTo("789");
        assertThat(response.response().contentRange()).isEqualTo("bytes 7-9/10");
    }

    @Test
    void a_changed_object_fails_a_read_that_matches_the_old_etag() {
        String before = put("changing", "one");
        put("changing", "two");
        assertThatExceptionOfType(S3Exception.class)
                .isThrownBy(() -> client.getObjectAsBytes(
                        request -> request.bucket(bucket).key("changing").ifMatch(before)))
                .satisfies(failure -> assertThat(failure.statusCode()).isEqualTo(412));
    }

    @Test
    void a_deleted_object_is_gone() {
        put("gone", "x");
        client.deleteObject(request -> request.bucket(bucket).key("gone"));
        assertThatExceptionOfType(NoSuchKeyException.class).isThrownBy(() -> get("gone"));
    }

    @Test
    void a_given_endpoint_is_used_with_the_given_credentials_and_not_stopped() {
        URI endpoint = s3.endpoint();
        try (SandboxS3 given = SandboxS3.start(Map.of(
                SandboxS3.ENDPOINT_VARIABLE,
                endpoint.toString(),
                "AWS_ACCESS_KEY_ID",
                "alice",
                "AWS_SECRET_ACCESS_KEY",
                "secret"))) {
            assertThat(given.kind()).isEqualTo("given endpoint");
            assertThat(given.endpoint()).isEqualTo(endpoint);
            assertThat(given.accessKey()).isEqualTo("alice");
            assertThat(given.secretKey()).isEqualTo("secret");
        }
        put("still-there", "x");
    }

    private String put(String key, String content) {
        return client.putObject(
                        request -> request.bucket(bucket).key(key), RequestBody.fromBytes(content.getBytes(UTF_8)))
                .eTag();
    }

    private String get(String key) {
        return client.getObjectAsBytes(request -> request.bucket(bucket).key(key))
                .asUtf8String();
    }
}
