package io.tidemark.sandbox;

import java.net.URI;

/** One way to have an S3 API. Whoever starts it closes it; closing leaves no process behind. */
interface S3Server extends AutoCloseable {

    /** The API's address, for path-style requests. */
    URI endpoint();

    /** What it is, for people. */
    String kind();

    @Override
    void close();

    /** An API that somebody else runs; closing does nothing. */
    record Given(URI endpoint) implements S3Server {
        @Override
        public String kind() {
            return "given endpoint";
        }

        @Override
        public void close() {
            // Not ours to stop.
        }
    }
}
