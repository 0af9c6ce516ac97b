package dev.swarm.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.turbo.TurboFilter;
import ch.qos.logback.core.spi.FilterReply;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Marker;
import org.slf4j.helpers.MessageFormatter;

/**
 * Keeps Pekko from warning of connections between coordinators: which of them are there the
 * coordinator says itself, and every broken one is told several times over. What nobody says but
 * Pekko is said in a sentence, once for each of the others.
 */
public final class ClusterLog extends TurboFilter {
  private static final Pattern CHATTY =
      Pattern.compile("org\\.apache\\.pekko\\.(remote|stream|cluster)\\..*");
  private static final Pattern UNTRUSTED =
      Pattern.compile("pekko://swarm@([^\\]]+)\\].*?SSLHandshakeException: (.*)", Pattern.DOTALL);

  private final Set<String> told = ConcurrentHashMap.newKeySet();

  @Override
  public FilterReply decide(
      Marker marker,
      Logger logger,
      Level level,
      String format,
      Object[] arguments,
      Throwable failure) {
    // Without a text it is asked whether warnings are wanted at all.
    if (format == null || level != Level.WARN || !CHATTY.matcher(logger.getName()).matches()) {
      return FilterReply.NEUTRAL;
    }
    Matcher untrusted =
        UNTRUSTED.matcher(String.valueOf(MessageFormatter.basicArrayFormat(format, arguments)));
    if (untrusted.find() && told.add(untrusted.group(1))) {
      // There is no logger to be had yet when this object is made.
      logger
          .getLoggerContext()
          .getLogger("Cluster")
          .warn(
              "This coordinator and the one at {} do not accept each other's certificates ({}); give all of them certificates of one authority, which --tls-ca names, with one common subject name.",
              untrusted.group(1),
              untrusted.group(2));
    }
    return FilterReply.DENY;
  }
}
