package dev.swarm.coordinator.server;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.LoggerFactory;

/** What a coordinator warns people of, heard until this is closed. */
public final class Warnings implements AutoCloseable {
  private final List<String> sentences = new CopyOnWriteArrayList<>();
  private final Logger logger;
  private final AppenderBase<ILoggingEvent> ear =
      new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
          sentences.add(event.getFormattedMessage());
        }
      };

  /**
   * Begins to listen.
   *
   * @param logger its name; the suite's own output has nothing of what it warns of
   */
  public Warnings(String logger) {
    this.logger = (Logger) LoggerFactory.getLogger(logger);
    this.logger.setLevel(Level.WARN);
    this.logger.setAdditive(false);
    ear.start();
    this.logger.addAppender(ear);
  }

  /** All of them so far. */
  public List<String> sentences() {
    return List.copyOf(sentences);
  }

  @Override
  public void close() {
    logger.detachAppender(ear);
    logger.setAdditive(true);
    logger.setLevel(null);
  }
}
