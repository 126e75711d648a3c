package io.tidemark.loader.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** The program: everything that comes from the process is taken here, and only here it ends. */
public final class Main {

    private Main() {}

    /** Runs one command and exits with its code. */
    public static void main(String[] args) {
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        PrintStream err = new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
        Tidemark tidemark = new Tidemark(out, err, System.getenv());
        Thread.setDefaultUncaughtExceptionHandler(tidemark.outOfMemory());
        int exitCode = tidemark.run(args);
        out.flush();
        System.exit(exitCode);
    }

    /** The version in the jar's manifest; {@code development} where there is no jar. */
    static String version() {
        String version = Main.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }

    /** A variable of the environment, or the default where it is not set or empty. */
    static String variable(Map<String, String> environment, String name, String otherwise) {
        String value = environment.getOrDefault(name, "");
        return value.isEmpty() ? otherwise : value;
    }
}
