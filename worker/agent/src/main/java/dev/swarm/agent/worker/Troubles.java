package dev.swarm.agent.worker;

import java.io.IOException;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What keeps the machine from working: said to people once, and to the coordinator for as long as
 * it lasts. One thread, the worker's loop.
 */
final class Troubles {
  private static final Logger LOG = LoggerFactory.getLogger(Troubles.class);

  private final Consumer<String> say;
  private Optional<String> own = Optional.empty();
  private Optional<String> hub = Optional.empty();

  /**
   * @param say where people hear sentences
   */
  Troubles(Consumer<String> say) {
    this.say = say;
  }

  /** Something that may fail for the machine's own reasons. */
  interface Step {
    void run() throws IOException;
  }

  /** One sentence; absent while nothing is the matter. */
  Optional<String> present() {
    return own.or(() -> hub);
  }

  /**
   * Takes a step. What fails here is the machine's trouble, not an experiment's.
   *
   * @return whether it went well; else it is to be tried again
   */
  boolean attempt(Step step) {
    try {
      step.run();
      own = Optional.empty();
      return true;
    } catch (IOException | RuntimeException failure) {
      LOG.debug("The worker can't go on", failure);
      own = tell(own, String.valueOf(failure.getMessage()));
      return false;
    }
  }

  /**
   * The hub took something.
   *
   * @return whether that had been a trouble
   */
  boolean pushed() {
    boolean was = hub.isPresent();
    hub = Optional.empty();
    return was;
  }

  /**
   * The hub did not take something. The refs that wait take turns, so another sentence is no other
   * trouble.
   *
   * @return whether that is news
   */
  boolean notPushed(String sentence) {
    boolean isNews = hub.isEmpty();
    if (isNews) {
      hub = tell(hub, sentence);
    }
    return isNews;
  }

  /** Says what is new; the same trouble is said once. */
  private Optional<String> tell(Optional<String> before, String sentence) {
    if (!before.equals(Optional.of(sentence))) {
      say.accept(sentence + " Trying again.");
    }
    return Optional.of(sentence);
  }
}
