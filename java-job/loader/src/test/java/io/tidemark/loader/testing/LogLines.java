package io.tidemark.loader.testing;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.slf4j.LoggerFactory;

/** The log lines of this JVM at the levels of production, kept instead of printed. */
final class LogLines extends AppenderBase<ILoggingEvent> {

    private static final LogLines ALL = attached();

    private final List<String> lines = new CopyOnWriteArrayList<>();

    private LogLines() {}

    private static LogLines attached() {
        LogLines all = new LogLines();
        Logger loader = (Logger) LoggerFactory.getLogger("io.tidemark.loader");
        all.setContext(loader.getLoggerContext());
        all.start();
        loader.setLevel(Level.INFO);
        loader.setAdditive(false);
        loader.addAppender(all);
        ((Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME)).addAppender(all);
        return all;
    }

    /** How many there are, to ask later for those that came since. */
    static int count() {
        return ALL.lines.size();
    }

    static String since(int count) {
        return ALL.lines.stream().skip(count).collect(Collectors.joining("\n"));
    }

    @Override
    protected void append(ILoggingEvent event) {
        lines.add(event.getFormattedMessage());
    }
}
