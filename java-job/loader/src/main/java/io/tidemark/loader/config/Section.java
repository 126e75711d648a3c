package io.tidemark.loader.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigUtil;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * One object of the configuration while it is read: notes every problem instead of stopping at the first, and which keys
 * exist, so that others can be reported. After a problem a getter answers something harmless.
 */
final class Section {

    private static final int LARGEST_TYPING_ERROR = 3;

    private final String path;
    private final Config config;
    private final List<String> problems;
    private final Set<String> known = new TreeSet<>();

    Section(String path, Config config, List<String> problems) {
        this.path = path;
        this.config = config;
        this.problems = problems;
    }

    Section section(String key) {
        known.add(key);
        Config child = read(ConfigUtil.quoteString(key), config::getConfig).orElse(ConfigFactory.empty());
        return new Section(path + "." + key, child, problems);
    }

    /** This section with the values of another one where it has none. */
    Section withFallback(Section defaults) {
        return new Section(path, config.withFallback(defaults.config), problems);
    }

    Optional<String> optionalText(String key) {
        known.add(key);
        return config.hasPath(key) ? read(key, config::getString) : Optional.empty();
    }

    String text(String key) {
        Optional<String> value = optionalText(key);
        if (value.isEmpty() && !config.hasPath(key)) {
            problem(key, "is missing");
        } else if (value.isPresent() && value.get().isBlank()) {
            problem(key, "is empty");
        }
        return value.orElse("");
    }

    List<String> texts(String key) {
        known.add(key);
        if (!config.hasPath(key)) {
            problem(key, "is missing");
            return List.of();
        }
        return read(key, config::getStringList).orElse(List.of());
    }

    /** The texts of all keys, whatever they are called. */
    Map<String, String> allTexts() {
        Map<String, String> texts = new TreeMap<>();
        for (String key : config.root().keySet()) {
            read(ConfigUtil.quoteString(key), config::getString).ifPresent(text -> texts.put(key, text));
        }
        return texts;
    }

    /** An object of whatever keys, as JSON. */
    String json(String key) {
        known.add(key);
        return read(key, config::getObject)
                .map(object -> object.render(ConfigRenderOptions.concise()))
                .orElse("{}");
    }

    Optional<Instant> optionalInstant(String key) {
        Optional<String> text = optionalText(key);
        try {
            return text.map(OffsetDateTime::parse).map(OffsetDateTime::toInstant);
        } catch (DateTimeParseException e) {
            problem(key, "is '" + text.orElse("") + "'; expected a time with its offset, e.g. 2026-11-22T13:00Z");
            return Optional.empty();
        }
    }

    /** One text at least. */
    List<String> someTexts(String key) {
        int before = problems.size();
        List<String> values = texts(key);
        if (values.isEmpty() && problems.size() == before) {
            problem(key, "is empty; expected at least one");
        }
        return values;
    }

    boolean flag(String key) {
        known.add(key);
        return read(key, config::getBoolean).orElse(false);
    }

    int number(String key, int smallest) {
        known.add(key);
        int value = read(key, config::getInt).orElse(smallest);
        if (value < smallest) {
            problem(key, "is " + value + "; expected at least " + smallest);
        }
        return value;
    }

    Duration duration(String key) {
        known.add(key);
        Duration value = read(key, config::getDuration).orElse(Duration.ZERO);
        if (value.isNegative()) {
            problem(key, "is negative");
        }
        return value;
    }

    /** A duration, or nothing for {@code never}. */
    Optional<Duration> durationOrNever(String key) {
        if (is(key, "never")) {
            known.add(key);
            return Optional.empty();
        }
        int before = problems.size();
        Duration value = duration(key);
        return problems.size() == before ? Optional.of(value) : Optional.empty();
    }

    /** A number of bytes, or nothing for {@code auto}. */
    Optional<Long> bytesOrAuto(String key) {
        known.add(key);
        return is(key, "auto") ? Optional.empty() : read(key, config::getBytes);
    }

    /** A number, or nothing for {@code auto}. */
    Optional<Integer> numberOrAuto(String key, int smallest) {
        known.add(key);
        return is(key, "auto") ? Optional.empty() : Optional.of(number(key, smallest));
    }

    /** A constant, written in lower case with dashes. */
    <E extends Enum<E>> E choice(String key, Class<E> type) {
        known.add(key);
        E[] choices = type.getEnumConstants();
        String value = read(key, config::getString).orElse("");
        return Arrays.stream(choices)
                .filter(choice -> written(choice).equals(value))
                .findFirst()
                .orElseGet(() -> {
                    problem(
                            key,
                            "is '" + value + "'; expected "
                                    + Arrays.stream(choices)
                                            .map(Section::written)
                                            .collect(Collectors.joining(" | ")));
                    return choices[0];
                });
    }

    void problem(String key, String text) {
        problems.add(path + "." + key + " " + text);
    }

    /** Reports the keys that nobody asked for. */
    void refuseOthers() {
        for (String key : config.root().keySet()) {
            if (!known.contains(key)) {
                String suggestion = known.stream()
                        .filter(candidate -> distance(candidate, key) <= LARGEST_TYPING_ERROR)
                        .min(Comparator.comparingInt(candidate -> distance(candidate, key)))
                        .map(candidate -> "; did you mean " + candidate + "?")
                        .orElse("; known keys: " + String.join(", ", known));
                problem(key, "is not a known key" + suggestion);
            }
        }
    }

    Set<String> keys() {
        return config.root().keySet();
    }

    private boolean is(String key, String word) {
        return read(key, config::getString).filter(word::equals).isPresent();
    }

    private <T> Optional<T> read(String key, Function<String, T> getter) {
        try {
            return Optional.of(getter.apply(key));
        } catch (ConfigException.Missing e) {
            problem(key, "is missing");
        } catch (ConfigException.WrongType | ConfigException.BadValue e) {
            problem(key, "cannot be read: " + String.valueOf(e.getMessage()).replaceFirst("^.*?: (?=\\D)", ""));
        }
        return Optional.empty();
    }

    private static String written(Enum<?> choice) {
        return choice.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Insertions, deletions and replacements that turn one word into the other. */
    private static int distance(String left, String right) {
        int[] previous = new int[right.length() + 1];
        Arrays.setAll(previous, i -> i);
        for (int i = 1; i <= left.length(); i++) {
            int[] current = new int[right.length() + 1];
            current[0] = i;
            for (int j = 1; j <= right.length(); j++) {
                int replaced = previous[j - 1] + (left.charAt(i - 1) == right.charAt(j - 1) ? 0 : 1);
                current[j] = Math.min(replaced, Math.min(previous[j], current[j - 1]) + 1);
            }
            previous = current;
        }
        return previous[right.length()];
    }
}
