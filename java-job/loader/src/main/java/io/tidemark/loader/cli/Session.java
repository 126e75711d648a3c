package io.tidemark.loader.cli;

import io.tidemark.loader.config.Settings;
import io.tidemark.loader.discover.ObjectStore;
import io.tidemark.loader.load.Stores;
import io.tidemark.loader.model.Run;
import io.tidemark.loader.sql.StateNames;
import java.net.URI;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.StandardRetryStrategy;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

/** The object graph of one command: made by hand from the settings, closed at its end. */
final class Session implements AutoCloseable {

    private final S3Client s3;
    private final DatabaseConnections connections;
    private final Stores stores;

    private Session(S3Client s3, DatabaseConnections connections, Stores stores) {
        this.s3 = s3;
        this.connections = connections;
        this.stores = stores;
    }

    static Session open(Settings settings) {
        S3Client s3 = client(settings.s3());
        Settings.Database target = settings.target();
        DatabaseConnections connections =
                new DatabaseConnections("target.url", target.url(), target.user(), target.password());
        Stores stores = new Stores(new ObjectStore(s3), connections.jdbi(), new StateNames(target.stateSchema()));
        return new Session(s3, connections, stores);
    }

    Stores stores() {
        return stores;
    }

    private static S3Client client(Settings.S3 settings) {
        S3ClientBuilder builder = S3Client.builder()
                .region(Region.of(settings.region()))
                .forcePathStyle(settings.pathStyle())
                .httpClientBuilder(UrlConnectionHttpClient.builder().socketTimeout(settings.readTimeout()))
                .overrideConfiguration(override -> override.retryStrategy(StandardRetryStrategy.builder()
                        .maxAttempts(settings.attempts())
                        .build()));
        settings.endpoint().map(URI::create).ifPresent(builder::endpointOverride);
        return builder.build();
    }

    /** A run as the scheduler names it, or else one of its own. */
    static Run run(String command, Map<String, String> environment) {
        return new Run(
                Main.variable(environment, "TIDEMARK_RUN_ID", UUID.randomUUID().toString()),
                command,
                tryNumber(Main.variable(environment, "TIDEMARK_TRY_NUMBER", "1")),
                Main.version(),
                Instant.now());
    }

    private static int tryNumber(String text) {
        return text.matches("\\d{1,6}") ? Integer.parseInt(text) : 1;
    }

    @Override
    public void close() {
        connections.close();
        s3.close();
    }
}
