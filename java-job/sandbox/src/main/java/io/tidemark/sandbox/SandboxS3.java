package io.tidemark.sandbox;

import cloud.localstack.awssdkv2.TestUtils;
import java.net.URI;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * A real S3 API without an AWS account; the first of these that is there:
 *
 * <ol>
 *   <li>the endpoint in the environment variable {@value #ENDPOINT_VARIABLE}, with the credentials in
 *       {@code AWS_ACCESS_KEY_ID} and {@code AWS_SECRET_ACCESS_KEY} if set;
 *   <li>a LocalStack container, if a Docker engine answers;
 *   <li>LocalStack as a child process, in a Python environment that is made on first use (about half a minute).
 * </ol>
 *
 * <p>The log says which one it is. Whoever starts one closes it; {@link #shared()} belongs to the JVM. When the JVM is
 * killed, a child process ends too. Thread-safe.
 */
public final class SandboxS3 implements AutoCloseable {

    /** Names an S3 API that is already running. */
    public static final String ENDPOINT_VARIABLE = "TIDEMARK_SANDBOX_S3_ENDPOINT";

    private static final Logger log = LoggerFactory.getLogger(SandboxS3.class);
    private static final String REGION = "us-east-1";
    private static final String DEFAULT_KEY = "test";

    private final S3Server server;
    private final String accessKey;
    private final String secretKey;
    private final S3Client client;

    private SandboxS3(S3Server server, String accessKey, String secretKey) {
        this.server = server;
        this.accessKey = accessKey;
        this.secretKey = secretKey;
        // The wrapper brings endpoint, region and an HTTP client; the credentials are ours because an endpoint that
        // was given may check them.
        this.client = TestUtils.wrapApiSyncClientV2(
                        S3Client.builder(), server.endpoint().toString())
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create(accessKey, secretKey)))
                .forcePathStyle(true)
                .build();
    }

    /** Starts the first S3 API of the list above that can be had, and waits until it answers. */
    public static SandboxS3 start() {
        return start(System.getenv());
    }

    static SandboxS3 start(Map<String, String> environment) {
        S3Server server = choose(environment);
        log.info("sandbox_s3 kind=\"{}\" endpoint={}", server.kind(), server.endpoint());
        boolean given = server instanceof S3Server.Given;
        return new SandboxS3(
                server,
                given ? environment.getOrDefault("AWS_ACCESS_KEY_ID", DEFAULT_KEY) : DEFAULT_KEY,
                given ? environment.getOrDefault("AWS_SECRET_ACCESS_KEY", DEFAULT_KEY) : DEFAULT_KEY);
    }

    /** An API that somebody else runs, and stops. */
    public static SandboxS3 at(URI endpoint, String accessKey, String secretKey) {
        return new SandboxS3(new S3Server.Given(endpoint), accessKey, secretKey);
    }

    /** The API that all tests of this JVM share; closed when the JVM ends, never by its users. */
    public static SandboxS3 shared() {
        return Shared.SERVER;
    }

    /** The API's address; requests must be path-style. */
    public URI endpoint() {
        return server.endpoint();
    }

    /** One client for all callers, closed with this object. */
    public S3Client client() {
        return client;
    }

    /** Creates an empty bucket; the name starts with {@code prefix} and is new. */
    public String createBucket(String prefix) {
        String name = prefix.toLowerCase(Locale.ROOT).replace('_', '-') + "-"
                + UUID.randomUUID().toString().substring(0, 13);
        client.createBucket(request -> request.bucket(name));
        return name;
    }

    /** The access key that the API accepts. */
    public String accessKey() {
        return accessKey;
    }

    /** The secret that belongs to the access key. */
    public String secretKey() {
        return secretKey;
    }

    /** The region the buckets are created in. */
    public String region() {
        return REGION;
    }

    /** Which of the possible APIs this is, for people. */
    public String kind() {
        return server.kind();
    }

    @Override
    public void close() {
        try (server) {
            client.close();
        }
    }

    private static S3Server choose(Map<String, String> environment) {
        String given = environment.get(ENDPOINT_VARIABLE);
        if (given != null && !given.isBlank()) {
            return new S3Server.Given(URI.create(given.strip()));
        }
        return LocalStackContainer.available()
                ? LocalStackContainer.start()
                : LocalStackProcess.start(SandboxHome.directory());
    }

    private static final class Shared {
        static final SandboxS3 SERVER = start();

        static {
            Runtime.getRuntime().addShutdownHook(new Thread(SERVER::close, "sandbox-s3-close"));
        }
    }
}
