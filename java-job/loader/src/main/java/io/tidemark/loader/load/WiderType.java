package io.tidemark.loader.load;

import io.tidemark.loader.model.ColumnType;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which type holds more, in PostgreSQL's words. What its tables need not be rewritten for is in the source of each type's
 * support function ({@code varchar_support}, {@code numeric_support}, {@code time_support} and so on), the same since
 * PostgreSQL 12.
 */
final class WiderType {

    private static final Pattern NUMERIC = Pattern.compile("numeric\\((\\d+),(-?\\d+)\\)");
    private static final int MOST_DIGITS = 1000; // of a numeric with a precision

    /** Types whose modifier is an upper limit that can be dropped; a collation may follow. */
    private static final Pattern LIMITED =
            Pattern.compile("(character varying|bit varying|interval|time|timestamp)\\(\\d+\\)( .*)?");

    private static final List<String> FLOATS = List.of("real", "double precision");

    private WiderType() {}

    /** Digits before and after the decimal point. */
    private record Digits(int before, int after) {

        static Optional<Digits> of(String sql) {
            Matcher numeric = NUMERIC.matcher(sql);
            if (numeric.matches()) {
                int scale = Integer.parseInt(numeric.group(2));
                return Optional.of(new Digits(Integer.parseInt(numeric.group(1)) - scale, scale));
            }
            return switch (sql) {
                case "smallint" -> Optional.of(new Digits(5, 0));
                case "integer" -> Optional.of(new Digits(10, 0));
                case "bigint" -> Optional.of(new Digits(19, 0));
                default -> Optional.empty();
            };
        }

        String sql() {
            return "numeric(" + Math.min(before + after, MOST_DIGITS) + "," + after + ")";
        }
    }

    /** The smaller of the types that hold every value of both exactly, if there is one. */
    static Optional<String> ofBoth(String one, String other) {
        if (one.equals(other)) {
            return Optional.of(one);
        }
        if (FLOATS.contains(one) && FLOATS.contains(other)) {
            return Optional.of("double precision");
        }
        if (isUnlimited(one, other) || isUnlimited(other, one)) {
            return Optional.of("numeric");
        }
        return Digits.of(one)
                .flatMap(digits -> Digits.of(other).map(more -> {
                    boolean integers = !one.startsWith("numeric") && !other.startsWith("numeric");
                    if (integers) {
                        return digits.before() > more.before() ? one : other;
                    }
                    return new Digits(Math.max(digits.before(), more.before()), Math.max(digits.after(), more.after()))
                            .sql();
                }));
    }

    private static boolean isUnlimited(String one, String other) {
        return one.equals("numeric") && Digits.of(other).isPresent();
    }

    /**
     * The same type with a higher limit or none, for which no row has to be rewritten: for a {@code numeric} as many digits
     * before the decimal point as the files declare, where they do.
     */
    static Optional<ColumnType> withHigherLimit(ColumnType type, Collection<String> declared) {
        Matcher limited = LIMITED.matcher(type.sql());
        if (limited.matches()) {
            String sql = limited.group(1) + Objects.requireNonNullElse(limited.group(2), "");
            return Optional.of(new ColumnType(sql, type.castSql(), type.kind(), 0, ColumnType.MICROSECONDS));
        }
        if (!NUMERIC.matcher(type.sql()).matches()) {
            return Optional.empty();
        }
        int before = type.precision() - type.scale();
        int wanted = declared.stream()
                .flatMap(sql -> Digits.of(sql).stream())
                .mapToInt(Digits::before)
                .filter(digits -> digits > before)
                .max()
                .orElse(MOST_DIGITS - type.scale());
        String sql = new Digits(wanted, type.scale()).sql();
        int precision = Math.min(wanted + type.scale(), MOST_DIGITS);
        return Optional.of(new ColumnType(sql, type.castSql(), type.kind(), precision, type.scale()));
    }

    /** Another type that would hold more, for somebody to decide upon: what the files declare if it does. */
    static String another(ColumnType type, Collection<String> declared) {
        return declared.stream()
                .flatMap(sql -> FLOATS.contains(sql) ? Optional.of(sql).stream() : ofBoth(type.sql(), sql).stream())
                .filter(sql -> !sql.equals(type.sql()))
                .findFirst()
                .orElseGet(() -> switch (type.kind()) {
                    case INT2 -> "integer";
                    case INT4 -> "bigint";
                    case INT8, NUMERIC, MONEY, FLOAT8 -> "numeric";
                    case FLOAT4 -> "double precision";
                    case DATE -> "timestamp";
                    case PADDED_TEXT -> "character varying";
                    default -> type.castSql();
                });
    }
}
