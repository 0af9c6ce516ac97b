package dev.swarm.coordinator.hub;

import dev.swarm.access.ForeignCoordinatorException;
import dev.swarm.access.HubConnections;
import dev.swarm.coordinator.access.Token;
import java.io.IOException;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.eclipse.jgit.lib.NullProgressMonitor;
import org.eclipse.jgit.transport.RefSpec;
import org.eclipse.jgit.transport.TagOpt;
import org.eclipse.jgit.transport.Transport;
import org.eclipse.jgit.transport.TransportHttp;
import org.eclipse.jgit.transport.URIish;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Copies into this hub what machines push to the hubs of the other nodes: everything when it first
 * hears of a hub and every ten minutes, and each ref when it hears of it. Refs only advance, so a
 * hub that is behind never sets another one back. One thread; a crash loses nothing that the next
 * copy of everything does not bring.
 */
public final class HubMirror implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(HubMirror.class);
  private static final long EVERYTHING_SECONDS = 600;
  private static final long AGAIN_SECONDS = 5;
  private static final int PATIENCE_SECONDS = 30;
  private static final long CLOSING_SECONDS = 10;
  private static final List<String> ALL = List.of("refs/heads/*", Hub.EXPERIMENTS + "*");

  private final Hub hub;
  private final Token token;
  private final HubConnections connections;
  private final Map<String, Set<String>> wanted = new HashMap<>();
  private final Set<String> known = new LinkedHashSet<>();
  private final Set<String> silent = new LinkedHashSet<>();
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread made = new Thread(task, "hub-mirror");
            made.setDaemon(true);
            return made;
          });

  /**
   * @param token that the other hubs ask for, the same as this one's
   */
  public HubMirror(Hub hub, Token token) {
    this.hub = hub;
    this.token = token;
    this.connections = new HubConnections(token.text());
    thread.scheduleWithFixedDelay(
        this::everything, EVERYTHING_SECONDS, EVERYTHING_SECONDS, TimeUnit.SECONDS);
  }

  /** Another hub is there, and these refs were pushed to it. Returns at once. */
  public synchronized void heard(String address, List<String> refs) {
    if (known.add(address)) {
      want(address, ALL);
    }
    if (!refs.isEmpty()) {
      want(address, refs);
    }
  }

  /** Waits a little for a copy under way: once the hub is closed, somebody else may open it. */
  @Override
  public void close() {
    thread.shutdownNow();
    try {
      thread.awaitTermination(CLOSING_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void everything() {
    known.forEach(address -> want(address, ALL));
  }

  private synchronized void want(String address, List<String> refs) {
    Set<String> waiting = wanted.get(address);
    if (waiting != null) {
      waiting.addAll(refs);
    } else if (!thread.isShutdown()) {
      wanted.put(address, new LinkedHashSet<>(refs));
      thread.execute(() -> copy(address));
    }
  }

  private void copy(String address) {
    List<String> refs;
    synchronized (this) {
      refs = new ArrayList<>(wanted.remove(address));
    }
    try {
      hub.gate().push(() -> fetch(address, refs));
      silent.remove(address);
    } catch (IOException failure) {
      if (silent.add(address)) {
        LOG.warn(
            "What was pushed to the hub at {} can't be copied yet: {}",
            address,
            ForeignCoordinatorException.behind(failure).isPresent()
                ? "that coordinator has another token; give every node the same token file."
                : failure.getMessage());
      }
      if (!thread.isShutdown()) {
        thread.schedule(() -> want(address, ALL), AGAIN_SECONDS, TimeUnit.SECONDS);
      }
    }
  }

  private void fetch(String address, List<String> refs) throws IOException {
    try (Transport transport = Transport.open(hub.repository(), new URIish(address))) {
      transport.setTimeout(PATIENCE_SECONDS);
      transport.setTagOpt(TagOpt.NO_TAGS);
      if (transport instanceof TransportHttp http) {
        http.setHttpConnectionFactory(connections);
        http.setAdditionalHeaders(Map.of("Authorization", "Bearer " + token.text()));
      }
      transport.fetch(
          NullProgressMonitor.INSTANCE,
          refs.stream().map(ref -> new RefSpec(ref + ":" + ref)).toList());
    } catch (URISyntaxException malformed) {
      throw new IOException(malformed);
    }
  }
}
