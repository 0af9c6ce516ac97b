package dev.swarm.coordinator.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.swarm.coordinator.campaign.Settings;
import dev.swarm.coordinator.journal.PostgresServer;
import dev.swarm.coordinator.link.FakeWorker;
import dev.swarm.coordinator.server.RunningCoordinator;
import dev.swarm.coordinator.server.Warnings;
import dev.swarm.proto.v1.DesiredState;
import dev.swarm.proto.v1.OperatorGrpc.OperatorBlockingStub;
import dev.swarm.proto.v1.PauseRequest;
import dev.swarm.proto.v1.ReadLedgerRequest;
import dev.swarm.proto.v1.ShowExperimentRequest;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What people are told while a real PostgreSQL server, which holds the journal, is dead. */
@Timeout(900)
class JournalAwayTest {
  private static final String NOT_READ = "The coordinator's journal can't be read just now (";
  private static final String NOT_WRITTEN =
      "The coordinator could not write its journal in time, so this may not be done; try again, nothing is done twice.";

  /** Longer than the coordinator tries. */
  private static final long PATIENCE_SECONDS = 90;

  @TempDir Path folder;
  private PostgresServer server;
  private Warnings warnings;
  private RunningCoordinator coordinator;
  private FakeWorker m4max;
  private FakeWorker box;
  private Path newRows;

  @BeforeEach
  void start() throws Exception {
    server = PostgresServer.start();
    warnings = new Warnings("dev.swarm.coordinator.entity.Batcher");
    coordinator =
        new RunningCoordinator(
            folder, new Settings.Limits(7, OptionalInt.of(50), 1, false), server.url());
    m4max = new FakeWorker(coordinator, "m4max", "folder-a");
    box = new FakeWorker(coordinator, "box", "folder-b");
    DesiredState desired = m4max.join();
    desired = m4max.report(FakeWorker.measured(desired.getAssignments(0), 1.5));
    box.join();
    pushOutOfMemory();
    m4max.report(FakeWorker.measured(desired.getAssignments(0), 1.6));
    newRows = write("new.tsv", "0123456\t1.5\t2.0\tdiscard\tNew.\n");
    // Without it a resume that comes before the others would have nothing to write.
    assertThat(new Told(DrainCommand::new, "m4max").exit).isZero();
  }

  @AfterEach
  void stop() throws Exception {
    if (coordinator != null) {
      m4max.close();
      box.close();
      coordinator.close();
    }
    if (server != null) {
      server.close();
      warnings.close();
    }
  }

  @Test
  void everyCommandSaysThatTheJournalIsAwayAndWorksOnceItIsBack() throws Exception {
    server.kill();

    assertThat(new Told(StatusCommand::new).exit).as("what is in memory").isZero();
    List<Callable<Told>> commands = new ArrayList<>(reading().values());
    int reading = commands.size();
    commands.addAll(writing().values());
    List<Told> all = all(commands);
    for (Told told : all.subList(0, reading)) {
      assertThat(told.exit).as(told.what).isEqualTo(1);
      assertThat(told.error.lines()).as(told.what).hasSize(1);
      assertThat(told.error).startsWith(NOT_READ).endsWith("); try again.%n".formatted());
    }
    for (Told told : all.subList(reading, all.size())) {
      assertThat(told.exit).as(told.what).isEqualTo(1);
      assertThat(told.error).as(told.what).isEqualTo(NOT_WRITTEN + "%n".formatted());
      assertThat(told.output).as(told.what).isEmpty();
    }

    server.restart();

    assertAllWork(reading());
    assertAllWork(writing());
    assertThat(new Told(LogCommand::new, "--branch", "imported:other").output)
        .as("brought in once")
        .containsOnlyOnce("New.");
    // In turn: a machine that stands still in the middle of a write makes it two pairs.
    assertThat(warnings.sentences().size()).isPositive().isEven();
    for (int i = 0; i < warnings.sentences().size(); i++) {
      assertThat(warnings.sentences().get(i))
          .startsWith(
              i % 2 == 0 ? "The journal can't be written (" : "The journal can be written again.");
    }
  }

  /**
   * One by one: what they do is not the same in every order, and where many read much at once a
   * slow coordinator may turn one of them away.
   */
  private static void assertAllWork(Map<String, Callable<Told>> commands) throws Exception {
    for (Map.Entry<String, Callable<Told>> each : commands.entrySet()) {
      Told told = each.getValue().call();
      assertThat(told.exit).as(each.getKey() + told.error).isZero();
    }
  }

  @Test
  void everyCallEndsAsUnavailable() throws Exception {
    server.kill();

    assertUnavailable(
        NOT_READ,
        operator ->
            operator.readLedger(ReadLedgerRequest.getDefaultInstance()).forEachRemaining(e -> {}));
    assertUnavailable(
        NOT_READ,
        operator ->
            operator.showExperiment(
                ShowExperimentRequest.newBuilder().setExperiment("m4max-0").build()));
    assertUnavailable(NOT_WRITTEN, operator -> operator.pause(PauseRequest.getDefaultInstance()));
  }

  private void assertUnavailable(String sentence, Consumer<OperatorBlockingStub> call)
      throws IOException {
    OperatorBlockingStub operator =
        coordinator.operator().withDeadlineAfter(PATIENCE_SECONDS, TimeUnit.SECONDS);
    Status status =
        catchThrowableOfType(StatusRuntimeException.class, () -> call.accept(operator)).getStatus();
    assertThat(status.getCode()).isEqualTo(Status.Code.UNAVAILABLE);
    assertThat(status.getDescription()).startsWith(sentence);
  }

  private Map<String, Callable<Told>> reading() {
    Map<String, Callable<Told>> commands = new LinkedHashMap<>();
    commands.put("log", () -> new Told(LogCommand::new));
    commands.put("log --json", () -> new Told(LogCommand::new, "--json"));
    commands.put("log --limit", () -> new Told(LogCommand::new, "--limit", "1000"));
    commands.put("show", () -> new Told(ShowCommand::new, "m4max-0"));
    commands.put("export", () -> new Told(ExportCommand::new));
    commands.put("compare", () -> new Told(CompareCommand::new));
    return commands;
  }

  private Map<String, Callable<Told>> writing() {
    Map<String, Callable<Told>> commands = new LinkedHashMap<>();
    commands.put("pause", () -> new Told(PauseCommand::new));
    commands.put("drain", () -> new Told(DrainCommand::new, "box"));
    commands.put("resume", () -> new Told(ResumeCommand::new));
    commands.put("approve", () -> new Told(ApproveCommand::new));
    commands.put("promote", () -> new Told(PromoteCommand::new, "m4max-1", "--to", "box"));
    commands.put(
        "import",
        () ->
            new Told(
                ImportCommand::new, newRows.toString(), "--machine", "other", "--class", "h100"));
    return commands;
  }

  /** All at once, for each waits for the journal as long as it may. */
  private static List<Told> all(List<Callable<Told>> commands) throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(commands.size());
    try {
      List<Told> told = new ArrayList<>();
      for (Future<Told> each : pool.invokeAll(commands)) {
        told.add(each.get(PATIENCE_SECONDS, TimeUnit.SECONDS));
      }
      return told;
    } finally {
      pool.shutdownNow();
    }
  }

  /** What came of a command. */
  private final class Told {
    final String what;
    final int exit;
    final String output;
    final String error;

    Told(java.util.function.Supplier<Callable<Integer>> command, String... arguments) {
      Shell shell = new Shell();
      Callable<Integer> run = command.get();
      what = run.getClass().getSimpleName();
      exit = shell.ask(coordinator, run, arguments);
      output = shell.out();
      error = shell.err();
    }
  }

  /**
   * The newest lines are in memory, so there must be many of them after those that are asked for.
   */
  private void pushOutOfMemory() throws IOException {
    String row =
        "0123456\t1.5\t2.0\tdiscard\t%s%%d%n".formatted("It made no difference. ".repeat(180));
    StringBuilder rows = new StringBuilder();
    for (int i = 0; i < 1_200; i++) {
      rows.append(row.formatted(i));
    }
    Told told =
        new Told(
            ImportCommand::new,
            write("old.tsv", rows.toString()).toString(),
            "--machine",
            "old",
            "--class",
            "h100");
    assertThat(told.exit).as(told.error).isZero();
  }

  private Path write(String name, String rows) throws IOException {
    return Files.writeString(
        folder.resolve(name), "commit\tval_bpb\tmemory_gb\tstatus\tdescription\n" + rows);
  }
}
