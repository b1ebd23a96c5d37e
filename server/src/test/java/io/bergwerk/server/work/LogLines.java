package io.bergwerk.server.work;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.slf4j.LoggerFactory;

/// What is logged during a test at INFO and above, as an operator would read it.
final class LogLines extends AppenderBase<ILoggingEvent> implements BeforeEachCallback, AfterEachCallback {
    private final Queue<ILoggingEvent> lines = new ConcurrentLinkedQueue<>();
    private final Logger logger;

    private LogLines(Logger logger) {
        this.logger = logger;
    }

    /// @param name of a logger; those below it are heard too
    static LogLines of(String name) {
        return new LogLines((Logger) LoggerFactory.getLogger(name));
    }

    int count(String beginning) {
        return (int) lines.stream()
                .filter(line -> line.getFormattedMessage().startsWith(beginning))
                .count();
    }

    /// And errors.
    List<String> warnings() {
        return lines.stream()
                .filter(line -> line.getLevel().isGreaterOrEqual(Level.WARN))
                .map(ILoggingEvent::getFormattedMessage)
                .toList();
    }

    List<ILoggingEvent> stackTraces() {
        return lines.stream().filter(line -> line.getThrowableProxy() != null).toList();
    }

    @Override
    protected void append(ILoggingEvent line) {
        lines.add(line);
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        start();
        logger.setLevel(Level.INFO);
        logger.addAppender(this);
    }

    @Override
    public void afterEach(ExtensionContext context) {
        logger.detachAppender(this);
        logger.setLevel(null); // as its parent
    }
}
