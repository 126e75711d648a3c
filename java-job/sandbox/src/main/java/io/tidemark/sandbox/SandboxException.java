package io.tidemark.sandbox;

/** A stand-in could not be started or used; the message says which one, and what to do about it where that is known. */
public final class SandboxException extends RuntimeException {

    SandboxException(String message) {
        super(message);
    }

    SandboxException(String message, Throwable cause) {
        super(message, cause);
    }
}
