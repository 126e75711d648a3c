package io.tidemark.loader.load;

/**
 * An object cannot be loaded by way of the server's own import, but perhaps by COPY. Its message is the reason in the
 * summary.
 */
final class ImportRefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    ImportRefusedException(String message) {
        super(message);
    }
}
