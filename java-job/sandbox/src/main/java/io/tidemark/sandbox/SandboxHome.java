package io.tidemark.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The directory that outlives a run: the Python environment of the S3 stand-in and the files of {@code sandbox up}.
 *
 * <p>System property {@code tidemark.sandbox.home}; by default {@code .sandbox} beside the nearest {@code .mvn} or
 * {@code .git} above the working directory, so that every module and every test share one.
 */
final class SandboxHome {

    static final String PROPERTY = "tidemark.sandbox.home";

    private SandboxHome() {}

    /** The directory, created if missing. */
    static Path directory() {
        String configured = System.getProperty(PROPERTY);
        Path home = configured == null
                ? repositoryRoot(Path.of("").toAbsolutePath()).resolve(".sandbox")
                : Path.of(configured).toAbsolutePath();
        try {
            return Files.createDirectories(home);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot create the sandbox directory " + home, e);
        }
    }

    static Path repositoryRoot(Path start) {
        for (Path directory = start; directory != null; directory = directory.getParent()) {
            if (Files.exists(directory.resolve(".mvn")) || Files.exists(directory.resolve(".git"))) {
                return directory;
            }
        }
        return start;
    }
}
