package io.tidemark.sandbox;

/** A stand-in could not be started or used; the message says which one, and what to do about it where that is known. */
public final class SandboxException extends RuntimeException {

    /** With what went wrong. */
    public SandboxException(String message) {
        super(message);
    }

    /** With what went wrong, and why. */
    public SandboxException(String message, Throwable cause) {
        super(message, cause);
    }
}
