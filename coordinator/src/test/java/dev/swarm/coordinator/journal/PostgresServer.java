package dev.swarm.coordinator.journal;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * A real PostgreSQL server of its own on a free port of the loopback address (or another), as a
 * distribution installs it: with fsync and synchronous commits. It can be killed like a machine and
 * started again on the same data.
 */
public final class PostgresServer implements AutoCloseable {
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(180);

  /** Set where a missing PostgreSQL must be a failure and not a skipped test. */
  private static final String REQUIRED = "SWARM_REQUIRE_POSTGRES";

  private final Path programs;
  private final Path folder;
  private final String host;
  private final int port;
  private final String setting;
  private Process process;

  private PostgresServer(Path programs, Path folder, String host, int port, String setting) {
    this.programs = programs;
    this.folder = folder;
    this.host = host;
    this.port = port;
    this.setting = setting;
  }

  /**
   * Makes a new server and starts it. Where PostgreSQL is not installed the test is reported as
   * skipped with what to install; with {@code SWARM_REQUIRE_POSTGRES} set, as CI has it, it fails.
   */
  public static PostgresServer start() throws IOException, InterruptedException {
    return start("fsync=on");
  }

  /** The same at another of this machine's addresses, open to everybody in its network. */
  public static PostgresServer startAt(String host) throws IOException, InterruptedException {
    return start(host, "fsync=on");
  }

  /** The same with another setting. */
  static PostgresServer start(String setting) throws IOException, InterruptedException {
    return start("127.0.0.1", setting);
  }

  private static PostgresServer start(String host, String setting)
      throws IOException, InterruptedException {
    Optional<Path> programs = programs();
    if (programs.isEmpty()) {
      String missing =
          "PostgreSQL's server programs are not installed; install them, for instance with: apt-get install postgresql";
      if (System.getenv(REQUIRED) != null) {
        throw new AssertionError(missing);
      }
      System.err.println("NOT TESTED: " + missing);
      Assumptions.abort(missing);
    }
    Path folder = Files.createTempDirectory("swarm-postgres");
    PostgresServer server =
        new PostgresServer(programs.orElseThrow(), folder, host, LastingPort.at(host), setting);
    server.initialize();
    server.launch();
    return server;
  }

  /** Kill -9 of the server; its own children notice and end. */
  public void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** Starts it again on what is on disk. */
  public void restart() throws IOException, InterruptedException {
    launch();
  }

  /** Address of the database for JDBC. */
  public String url() {
    return "jdbc:postgresql://%s:%d/postgres?user=swarm".formatted(host, port);
  }

  /** The same for SQLAlchemy, of a new database of that name. */
  public String sqlAlchemyUrl(String database) throws SQLException {
    execute("CREATE DATABASE " + database);
    return "postgresql+psycopg2://swarm@127.0.0.1:%d/%s".formatted(port, database);
  }

  /** The server's own process; it starts one for each connection. */
  public long pid() {
    return process.pid();
  }

  /** Runs a statement. */
  public void execute(String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url());
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** How many of its clients' sessions are like that, in terms of {@code pg_stat_activity}. */
  public int count(String sessions) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url());
        Statement statement = connection.createStatement();
        ResultSet answer =
            statement.executeQuery(
                "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend' AND "
                    + sessions)) {
      answer.next();
      return answer.getInt(1);
    }
  }

  @Override
  public void close() throws IOException {
    process.destroy();
    try {
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        List<ProcessHandle> children = process.descendants().toList();
        process.destroyForcibly().waitFor();
        // One that is busy goes on for a while, and writes in the folder.
        children.forEach(ProcessHandle::destroyForcibly);
        children.forEach(child -> child.onExit().join());
      }
    } catch (InterruptedException stop) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }

  private void initialize() throws IOException, InterruptedException {
    if (isRoot()) {
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
    }
    Process initdb =
        command(
                "initdb",
                "--pgdata=" + folder.resolve("data"),
                "--auth=trust",
                "--username=swarm",
                "--encoding=UTF8",
                "--no-locale")
            .redirectOutput(initdbLog())
            .start();
    if (initdb.waitFor() != 0) {
      throw new IOException("initdb failed: " + Files.readString(initdbLog().toPath()));
    }
    if (!InetAddress.getByName(host).isLoopbackAddress()) {
      Files.writeString(
          folder.resolve("data/pg_hba.conf"),
          "host all all samenet trust\n",
          StandardOpenOption.APPEND);
    }
  }

  private void launch() throws IOException, InterruptedException {
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    while (true) {
      process =
          command(
                  "postgres",
                  "-D",
                  folder.resolve("data").toString(),
                  "-c",
                  "listen_addresses=" + host,
                  "-c",
                  "port=" + port,
                  "-c",
                  "unix_socket_directories=",
                  "-c",
                  setting,
                  "-c",
                  "synchronous_commit=on")
              .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile()))
              .start();
      if (isUp(deadline)) {
        return;
      }
      // After a kill the children of the last life may hold its memory for a moment.
      if (System.nanoTime() > deadline) {
        throw new IOException("no server: " + Files.readString(folder.resolve("log")));
      }
    }
  }

  private boolean isUp(long deadline) throws InterruptedException {
    while (process.isAlive() && System.nanoTime() < deadline) {
      try {
        // It takes nobody in before it can serve him.
        DriverManager.getConnection(url()).close();
        return true;
      } catch (SQLException notYet) {
        process.waitFor(50, TimeUnit.MILLISECONDS);
      }
    }
    return false;
  }

  private ProcessBuilder command(String program, String... arguments) {
    List<String> command = new ArrayList<>();
    if (isRoot()) {
      // It refuses to run as root.
      String user = hasUser("postgres") ? "postgres" : "nobody";
      command.addAll(List.of("setpriv", "--reuid=" + user, "--clear-groups"));
    }
    command.add(programs.resolve(program).toString());
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.directory(folder.toFile());
    builder.environment().put("TZ", "UTC");
    return builder;
  }

  private java.io.File initdbLog() {
    return folder.resolve("initdb.log").toFile();
  }

  private static boolean isRoot() {
    return System.getProperty("user.name").equals("root");
  }

  private static boolean hasUser(String name) {
    try (Stream<String> users = Files.lines(Path.of("/etc/passwd"))) {
      return users.anyMatch(line -> line.startsWith(name + ":"));
    } catch (IOException none) {
      return false;
    }
  }

  /** Distributions keep them off the path, each version in a folder of its own. */
  private static Optional<Path> programs() throws IOException {
    List<Path> places = new ArrayList<>();
    for (String place : System.getenv().getOrDefault("PATH", "").split(":")) {
      places.add(Path.of(place));
    }
    for (Path root : List.of(Path.of("/usr/lib/postgresql"), Path.of("/opt/homebrew/opt"))) {
      if (Files.isDirectory(root)) {
        try (Stream<Path> versions = Files.list(root)) {
          versions.sorted().map(version -> version.resolve("bin")).forEach(places::add);
        }
      }
    }
    for (Path place : places) {
      if (Files.isExecutable(place.resolve("initdb"))
          && Files.isExecutable(place.resolve("postgres"))) {
        return Optional.of(place.resolve("initdb").toRealPath().getParent());
      }
    }
    return Optional.empty();
  }
}
