package io.tidemark.loader.sql;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jdbi.v3.core.statement.ParsedSql;
import org.jdbi.v3.core.statement.SqlParser;
import org.jdbi.v3.core.statement.StatementContext;

/**
 * Finds parameters written {@code :name} as PostgreSQL reads the rest of a statement (documentation, "Lexical Structure").
 * Jdbi's own parser does not know a doubled quote, so that behind a table named {@code x"} it takes names for parameters
 * and drops backslashes. Thread-safe.
 */
public final class NamedParameters implements SqlParser {

    private static final Pattern TOKEN = Pattern.compile("""
            "[^"]*+"            # a name; one with doubled quotes is two of these
            | '[^']*+'          # the same with a text
            | \\$(\\w*+)\\$.*?\\$\\1\\$
            | --[^\\n]*+
            | /\\*.*?\\*/
            | ::
            | :(?<name>[A-Za-z]\\w*+)
            """, Pattern.COMMENTS | Pattern.DOTALL);

    @Override
    public ParsedSql parse(String sql, StatementContext context) {
        ParsedSql.Builder parsed = ParsedSql.builder();
        Matcher token = TOKEN.matcher(sql);
        int done = 0;
        while (token.find()) {
            String name = token.group("name");
            if (name != null) {
                parsed.append(sql.substring(done, token.start())).appendNamedParameter(name);
                done = token.end();
            }
        }
        return parsed.append(sql.substring(done)).build();
    }

    @Override
    public String nameParameter(String rawName, StatementContext context) {
        return ":" + rawName;
    }
}
