package io.tidemark.sandbox;

import cloud.localstack.Localstack;
import cloud.localstack.docker.annotation.LocalstackDockerConfiguration;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** LocalStack in a container, for machines with a Docker engine. One per JVM, as its client library allows no more. */
final class LocalStackContainer implements S3Server {

    private static final long ANSWER_SECONDS = 10;

    private final URI endpoint;

    private LocalStackContainer(URI endpoint) {
        this.endpoint = endpoint;
    }

    /** Whether a Docker engine answers; the client alone (which {@code docker --version} shows) is not enough. */
    static boolean available() {
        try {
            Process info = new ProcessBuilder("docker", "info")
                    .redirectOutput(Redirect.DISCARD)
                    .redirectError(Redirect.DISCARD)
                    .start();
            if (info.waitFor(ANSWER_SECONDS, TimeUnit.SECONDS)) {
                return info.exitValue() == 0;
            }
            info.destroyForcibly();
            return false;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    static LocalStackContainer start() {
        Localstack.INSTANCE.startup(LocalstackDockerConfiguration.builder()
                .imageTag(PythonEnvironment.LOCALSTACK_VERSION)
                .randomizePorts(true)
                .environmentVariables(Map.of("SERVICES", "s3", "DISABLE_EVENTS", "1"))
                .build());
        return new LocalStackContainer(URI.create("http://127.0.0.1:" + Localstack.INSTANCE.getServicePort("s3")));
    }

    @Override
    public URI endpoint() {
        return endpoint;
    }

    @Override
    public String kind() {
        return "LocalStack container";
    }

    @Override
    public void close() {
        Localstack.INSTANCE.stop();
    }
}
