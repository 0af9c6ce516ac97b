package dev.swarm.coordinator.hub;

import dev.swarm.access.Identity;
import dev.swarm.coordinator.access.Token;
import jakarta.servlet.DispatcherType;
import java.net.BindException;
import java.time.Duration;
import java.util.EnumSet;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jgit.errors.RepositoryNotFoundException;
import org.eclipse.jgit.http.server.GitServlet;
import org.eclipse.jgit.http.server.ServletUtils;
import org.eclipse.jgit.http.server.resolver.AsIsFileService;
import org.eclipse.jgit.lib.Repository;

/**
 * Serves a hub over smart HTTP, encrypted, at {@code
 * https://<machine>:<token>@<host>:<port>/campaign.git}. Requests run side by side on the server's
 * threads. Closing it lets the hub stay open; a crash loses only pushes that were not answered,
 * which are sent again.
 */
public final class HubServer implements AutoCloseable {
  private static final String REPOSITORY = "campaign.git";
  private static final Duration SILENCE = Duration.ofMinutes(2);

  private final Server server;
  private final ServerConnector connector;
  private final Tidier tidier;

  private HubServer(Server server, ServerConnector connector, Tidier tidier) {
    this.server = server;
    this.connector = connector;
    this.tidier = tidier;
  }

  /** Starts serving; port 0 takes any free one. */
  public static HubServer start(
      Hub hub,
      String host,
      int port,
      Token token,
      Identity identity,
      MachineBranches branches,
      RefListener listener) {
    QueuedThreadPool threads = new QueuedThreadPool();
    threads.setName("hub");
    threads.setDaemon(true);
    Server server = new Server(threads);
    ServerConnector connector = connector(server, host, port, identity);
    server.addConnector(connector);
    Tidier tidier = new Tidier(hub);
    server.setHandler(handler(token, servlet(hub, branches, listener, tidier)));
    HubServer started = new HubServer(server, connector, tidier);
    try {
      server.start();
      return started;
    } catch (Exception failure) {
      started.close();
      if (isPortInUse(failure)) {
        throw new PortInUseException(host, port, failure);
      }
      throw new HubException(
          "The hub cannot serve %s:%d: %s".formatted(host, port, failure), failure);
    }
  }

  /** Where a hub on this host and port is found. */
  public static String address(String host, int port) {
    return "https://%s:%d/%s".formatted(host, port, REPOSITORY);
  }

  private static ServerConnector connector(
      Server server, String host, int port, Identity identity) {
    HttpConfiguration http = new HttpConfiguration();
    http.setSendServerVersion(false);
    // Machines ask under whatever name they have for this one. They know it by its key.
    http.addCustomizer(new SecureRequestCustomizer(false));
    SslContextFactory.Server tls = new SslContextFactory.Server();
    tls.setSslContext(identity.https());
    ServerConnector connector = new ServerConnector(server, tls, new HttpConnectionFactory(http));
    connector.setHost(host);
    connector.setPort(port);
    connector.setIdleTimeout(SILENCE.toMillis());
    return connector;
  }

  private static ServletContextHandler handler(Token token, GitServlet servlet) {
    ServletContextHandler handler = new ServletContextHandler("/");
    handler.addFilter(
        new FilterHolder(new TokenFilter(token)), "/*", EnumSet.of(DispatcherType.REQUEST));
    handler.addServlet(new ServletHolder(servlet), "/*");
    return handler;
  }

  private static GitServlet servlet(
      Hub hub, MachineBranches branches, RefListener listener, Tidier tidier) {
    GitServlet servlet = new GitServlet();
    servlet.setRepositoryResolver((request, name) -> find(hub, name));
    servlet.setReceivePackFactory(
        (request, repository) ->
            new HubPush(
                hub,
                Caller.of(request),
                branches,
                listener,
                () -> ServletUtils.consumeRequestBody(request),
                tidier::pushed));
    servlet.setAsIsFileService(AsIsFileService.DISABLED);
    return servlet;
  }

  private static Repository find(Hub hub, String name) throws RepositoryNotFoundException {
    if (!name.equals(REPOSITORY)) {
      throw new RepositoryNotFoundException(name);
    }
    // The servlet closes what it is given after each request.
    hub.repository().incrementOpen();
    return hub.repository();
  }

  /** An address that is not this machine's fails to bind as well, with another message. */
  private static boolean isPortInUse(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof BindException && String.valueOf(cause.getMessage()).contains("in use")) {
        return true;
      }
    }
    return false;
  }

  /** The port that is served, which matters when any free one was asked for. */
  public int port() {
    return connector.getLocalPort();
  }

  @Override
  public void close() {
    tidier.close();
    try {
      server.stop();
    } catch (Exception failure) {
      throw new HubException("The hub's server did not stop: " + failure, failure);
    }
  }
}
