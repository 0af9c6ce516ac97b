package dev.swarm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class ClusterLogTest {
  private static final String STREAM = "org.apache.pekko.stream.Materializer";
  private static final String UNTRUSTED =
      "[outbound connection to [pekko://swarm@10.0.0.3:7173], control stream] Upstream failed, cause: SSLHandshakeException: PKIX path validation failed: no trust anchor";

  private final LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
  private final Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
  private final Thread here = Thread.currentThread();

  /** Of this test alone: a thread that another test has left may have something to say too. */
  private final ListAppender<ILoggingEvent> heard =
      new ListAppender<>() {
        @Override
        protected void append(ILoggingEvent event) {
          if (Thread.currentThread() == here) {
            super.append(event);
          }
        }
      };

  @BeforeEach
  void listen() {
    context.addTurboFilter(new ClusterLog());
    heard.start();
    root.addAppender(heard);
  }

  @AfterEach
  void stop() {
    root.detachAppender(heard);
    context.resetTurboFilterList();
  }

  @Test
  void saysOnceForEachCoordinatorThatItsCertificateIsNotAccepted() {
    context.getLogger(STREAM).warn("{}", UNTRUSTED);
    context.getLogger(STREAM).warn(UNTRUSTED);
    assertThat(context.getLogger(STREAM).isWarnEnabled()).as("Pekko asks first").isTrue();
    context.getLogger(STREAM).warn("{}", UNTRUSTED.replace("10.0.0.3", "10.0.0.2"));

    assertThat(sentences()).containsExactly(sentence("10.0.0.3:7173"), sentence("10.0.0.2:7173"));
  }

  @Test
  void leavesOutWhatTheCoordinatorSaysItself() {
    context
        .getLogger("org.apache.pekko.cluster.Cluster")
        .warn("Cluster Node [a] - Marking node as UNREACHABLE [b].");

    assertThat(sentences()).isEmpty();
  }

  @Test
  void leavesErrorsAndOthersAsTheyAre() {
    context.getLogger("org.apache.pekko.remote.artery.Decoder").error("broken");
    context.getLogger("org.apache.pekko.persistence.Journal").warn("slow");
    context.getLogger("dev.swarm.coordinator.server.Coordinator").warn("Still waiting.");

    assertThat(sentences()).containsExactly("broken", "slow", "Still waiting.");
  }

  private static String sentence(String address) {
    return "This coordinator and the one at %s do not accept each other's certificates (PKIX path validation failed: no trust anchor); give all of them certificates of one authority, which --tls-ca names, with one common subject name."
        .formatted(address);
  }

  private List<String> sentences() {
    return heard.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
  }
}
