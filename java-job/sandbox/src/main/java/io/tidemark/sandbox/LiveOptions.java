package io.tidemark.sandbox;

import java.time.Duration;
import picocli.CommandLine.Option;

/** What the commands of a live sandbox have in common. */
final class LiveOptions {

    @Option(names = "--name", description = "of the sandbox; ${DEFAULT-VALUE} by default")
    private String name = "up";

    String name() {
        return name;
    }

    /** What {@code up} told of it. */
    LiveSandbox sandbox() {
        return LiveSandbox.named(name);
    }

    static Duration seconds(double seconds) {
        return Duration.ofNanos((long) (seconds * 1e9));
    }
}
