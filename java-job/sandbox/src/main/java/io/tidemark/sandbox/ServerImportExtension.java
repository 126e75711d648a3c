package io.tidemark.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.jdbi.v3.core.Handle;

/**
 * A stand-in for the extension {@code aws_s3} of Amazon RDS, with which the server itself fetches objects from S3. It has
 * the function {@code table_import_from_s3} with its signature, its temporary tables and its answer; the server fetches by
 * the program {@code curl}, which only a superuser may run.
 */
public final class ServerImportExtension {

    private static final List<String> FILES =
            List.of("aws_commons.control", "aws_commons--1.0.sql", "aws_s3.control", "aws_s3--1.0.sql");

    private ServerImportExtension() {}

    /** Whether this machine has what the server fetches objects with. */
    public static boolean isPossible() {
        try {
            return new ProcessBuilder("curl", "--version")
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Lets a database import from S3, beginning with the next connection; may be done again. */
    public static void install(SandboxPostgres postgres, String database, SandboxS3 s3) {
        postgres.jdbi(database).useHandle(handle -> {
            copyFiles(Path.of(sharedDirectory(handle), "extension"));
            handle.execute("create extension if not exists aws_s3 cascade");
            set(handle, database, "endpoint", s3.endpoint().toString());
            set(handle, database, "access_key", s3.accessKey());
            set(handle, database, "secret_key", s3.secretKey());
        });
    }

    private static void set(Handle handle, String database, String name, String value) {
        if (!value.matches("[A-Za-z0-9:/._+=-]+")) {
            throw new SandboxException("the S3 " + name + " has characters that a shell would read");
        }
        handle.execute("alter database \"" + database + "\" set sandbox_s3." + name + " = '" + value + "'");
    }

    private static String sharedDirectory(Handle handle) {
        return handle.createQuery("select setting from pg_config where name = 'SHAREDIR'")
                .mapTo(String.class)
                .one();
    }

    /** The directory is shared with other servers of this user, which never may see half a file. */
    private static void copyFiles(Path directory) {
        for (String name : FILES) {
            try {
                Path part = Files.createTempFile(directory, name, ".part");
                Files.writeString(part, Resources.text("extension/" + name));
                Files.move(part, directory.resolve(name), StandardCopyOption.ATOMIC_MOVE);
            } catch (IOException e) {
                throw new SandboxException("cannot write " + name + " for the server", e);
            }
        }
    }
}
