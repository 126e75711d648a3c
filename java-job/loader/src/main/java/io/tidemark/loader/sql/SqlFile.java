package io.tidemark.loader.sql;

import org.jdbi.v3.core.locator.ClasspathSqlLocator;

/**
 * Finds statements: each lies in a file of its own in a folder named after the class that runs it. Places for names are
 * written {@code <name>} and filled with Jdbi's {@code define}; values are always bound.
 */
public final class SqlFile {

    private static final ClasspathSqlLocator LOCATOR = ClasspathSqlLocator.removingComments();

    private SqlFile() {}

    /** The statement in {@code <package>/<Owner>/<name>.sql}. */
    public static String of(Class<?> owner, String name) {
        return LOCATOR.locate(owner, name);
    }
}
