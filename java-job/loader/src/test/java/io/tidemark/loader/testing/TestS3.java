package io.tidemark.loader.testing;

import io.tidemark.sandbox.SandboxS3;
import java.net.URI;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.TransientNio2BlobStore;

/**
 * The S3 API of tests that want no more of S3 than objects in buckets: a server in this JVM that keeps them in memory and
 * answers in a fraction of the time that LocalStack takes. {@code ObjectStoreContract} holds both to what the loader asks
 * of S3. Tests about S3 itself use {@link SandboxS3#shared()}; with {@code -Dtidemark.s3=sandbox}, or where an endpoint is
 * given in {@value SandboxS3#ENDPOINT_VARIABLE}, all do.
 */
public final class TestS3 {

    private static final String PROPERTY = "tidemark.s3";

    private TestS3() {}

    /** The API that all tests of this JVM share; ends with the JVM, never by its users. */
    public static SandboxS3 shared() {
        return Shared.SERVER;
    }

    private static SandboxS3 start() {
        String key = "test";
        S3Proxy server = S3Proxy.builder()
                .endpoint(URI.create("http://127.0.0.1:0"))
                .awsAuthentication(AuthenticationType.AWS_V4, key, key)
                .blobStore(new TransientNio2BlobStore())
                .build();
        try {
            server.start();
        } catch (Exception e) { // its signature says so
            throw new IllegalStateException("the S3 API of the tests did not start", e);
        }
        return SandboxS3.at(URI.create("http://127.0.0.1:" + server.getPort()), key, key);
    }

    private static SandboxS3 choose() {
        String wanted = System.getProperty(PROPERTY, "memory");
        return switch (wanted) {
            case "memory" -> System.getenv(SandboxS3.ENDPOINT_VARIABLE) == null ? start() : SandboxS3.shared();
            case "sandbox" -> SandboxS3.shared();
            default -> throw new IllegalArgumentException(PROPERTY + " is memory or sandbox, not " + wanted);
        };
    }

    private static final class Shared {
        static final SandboxS3 SERVER = choose();
    }
}
