package dev.swarm.agent.worker;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.swarm.access.Identity;
import dev.swarm.agent.link.KeptPort;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.dircache.DirCache;
import org.eclipse.jgit.dircache.DirCacheBuilder;
import org.eclipse.jgit.dircache.DirCacheEntry;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.RefUpdate;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.lib.StoredConfig;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.transport.PacketLineOut;
import org.eclipse.jgit.transport.ReceivePack;
import org.eclipse.jgit.transport.RefAdvertiser.PacketLineOutRefAdvertiser;
import org.eclipse.jgit.transport.UploadPack;
import org.eclipse.jgit.treewalk.TreeWalk;

/**
 * A git server in the hub's place: smart HTTP over a bare repository, for one machine and its
 * token. Stopped and started again it keeps its port.
 */
final class FakeHub implements AutoCloseable {
  private static final String UPLOAD = "git-upload-pack";
  private static final String RECEIVE = "git-receive-pack";

  final ObjectId base;
  private final Git git;
  private final String token;
  private final String authorization;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final KeptPort kept = new KeptPort();
  private volatile boolean takesPushes = true;
  private int port;
  private HttpsServer server;

  FakeHub(Path folder, Map<String, String> campaign, String machine, String token)
      throws Exception {
    git = Git.init().setBare(true).setGitDir(folder.toFile()).setInitialBranch("main").call();
    StoredConfig config = repository().getConfig();
    config.setBoolean("receive", null, "denyNonFastForwards", true);
    config.setBoolean("receive", null, "fsckObjects", true);
    config.setBoolean("receive", null, "autogc", false);
    config.save();
    base = commit(campaign);
    this.token = token;
    set("refs/heads/main", base);
    authorization =
        "Basic " + Base64.getEncoder().encodeToString((machine + ":" + token).getBytes(UTF_8));
  }

  void start() throws IOException {
    kept.release();
    listen();
  }

  private void listen() throws IOException {
    server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(Identity.of(token).https()));
    server.setExecutor(threads);
    server.createContext("/campaign.git", this::serve);
    server.start();
    port = server.getAddress().getPort();
  }

  /** As when a coordinator comes back on another port. */
  void startElsewhere() throws IOException {
    port = 0;
    listen();
  }

  /** Returns when nobody is served any more and whoever calls is refused. */
  void stop() throws IOException, InterruptedException {
    server.stop(0);
    kept.keep(port);
  }

  /** Whether it takes pushes; else it can only be cloned. */
  void takePushes(boolean takes) {
    takesPushes = takes;
  }

  int port() {
    return port;
  }

  Repository repository() {
    return git.getRepository();
  }

  Optional<ObjectId> resolve(String ref) {
    try {
      return Optional.ofNullable(repository().exactRef(ref)).map(Ref::getObjectId);
    } catch (IOException unreadable) {
      throw new IllegalStateException(unreadable);
    }
  }

  void set(String ref, ObjectId commit) throws IOException {
    RefUpdate update = repository().updateRef(ref);
    update.setNewObjectId(commit);
    update.setForceUpdate(true);
    update.update();
  }

  RevCommit parsed(ObjectId commit) throws IOException {
    try (RevWalk walk = new RevWalk(repository())) {
      RevCommit parsed = walk.parseCommit(commit);
      walk.parseBody(parsed);
      return parsed;
    }
  }

  /** The files of a commit, text by path. */
  Map<String, String> files(ObjectId commit) throws IOException {
    Map<String, String> files = new TreeMap<>();
    try (TreeWalk walk = new TreeWalk(repository())) {
      walk.addTree(parsed(commit).getTree());
      walk.setRecursive(true);
      while (walk.next()) {
        files.put(
            walk.getPathString(),
            new String(repository().open(walk.getObjectId(0)).getBytes(), UTF_8));
      }
    }
    return files;
  }

  @Override
  public void close() throws IOException, InterruptedException {
    server.stop(0);
    kept.release();
    // What is being pushed still writes to the repository, whose folder is removed next.
    threads.shutdown();
    threads.awaitTermination(2, TimeUnit.MINUTES);
    git.close();
  }

  private void serve(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath();
      if (!authorization.equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
        exchange.getResponseHeaders().set("WWW-Authenticate", "Basic realm=\"swarm\"");
        exchange.sendResponseHeaders(401, -1);
      } else if (!takesPushes && exchange.getRequestURI().toString().contains(RECEIVE)) {
        exchange.sendResponseHeaders(503, -1);
      } else if (path.endsWith("/info/refs")) {
        advertise(exchange, exchange.getRequestURI().getQuery().replace("service=", ""));
      } else {
        answer(exchange, path.endsWith(UPLOAD) ? UPLOAD : RECEIVE);
      }
    }
  }

  private void advertise(HttpExchange exchange, String service) throws IOException {
    OutputStream body = begin(exchange, "application/x-" + service + "-advertisement");
    PacketLineOut out = new PacketLineOut(body);
    out.writeString("# service=" + service + "\n");
    out.end();
    if (service.equals(UPLOAD)) {
      UploadPack pack = new UploadPack(repository());
      pack.setBiDirectionalPipe(false);
      pack.sendAdvertisedRefs(new PacketLineOutRefAdvertiser(out));
    } else {
      new ReceivePack(repository()).sendAdvertisedRefs(new PacketLineOutRefAdvertiser(out));
    }
  }

  private void answer(HttpExchange exchange, String service) throws IOException {
    InputStream plain = exchange.getRequestBody();
    boolean zipped = "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"));
    InputStream request = zipped ? new GZIPInputStream(plain) : plain;
    OutputStream body = begin(exchange, "application/x-" + service + "-result");
    if (service.equals(UPLOAD)) {
      UploadPack pack = new UploadPack(repository());
      pack.setBiDirectionalPipe(false);
      pack.upload(request, body, null);
    } else {
      ReceivePack pack = new ReceivePack(repository());
      pack.setBiDirectionalPipe(false);
      pack.receive(request, body, null);
    }
  }

  private static OutputStream begin(HttpExchange exchange, String type) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.getResponseHeaders().set("Cache-Control", "no-cache");
    exchange.sendResponseHeaders(200, 0);
    return exchange.getResponseBody();
  }

  private ObjectId commit(Map<String, String> files) throws IOException {
    try (ObjectInserter inserter = repository().newObjectInserter()) {
      DirCache index = DirCache.newInCore();
      DirCacheBuilder builder = index.builder();
      for (Map.Entry<String, String> file : files.entrySet()) {
        DirCacheEntry entry = new DirCacheEntry(file.getKey());
        entry.setFileMode(FileMode.REGULAR_FILE);
        entry.setObjectId(inserter.insert(Constants.OBJ_BLOB, file.getValue().getBytes(UTF_8)));
        builder.add(entry);
      }
      builder.finish();
      CommitBuilder commit = new CommitBuilder();
      commit.setTreeId(index.writeTree(inserter));
      PersonIdent operator =
          new PersonIdent("operator", "operator@example.org", Instant.EPOCH, ZoneOffset.UTC);
      commit.setAuthor(operator);
      commit.setCommitter(operator);
      commit.setMessage("base");
      ObjectId id = inserter.insert(commit);
      inserter.flush();
      return id;
    }
  }
}
