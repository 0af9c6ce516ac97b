package dev.swarm.coordinator.load;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.swarm.coordinator.init.DefaultCampaign;
import dev.swarm.coordinator.journal.PostgresServer;
import dev.swarm.shared.campaign.CampaignFile;
import dev.swarm.shared.knob.Knob;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.ExecutionException;
import java.util.function.ToDoubleFunction;

/**
 * Asks and tells of one campaign and of one Optuna study, in turns: random sampling and TPE, each
 * on PostgreSQL and on the journal in a file. {@code bench/optuna} runs it.
 */
final class OptunaBench {
  private static final int CLIENTS = 32;
  private static final Duration WARM_UP = Duration.ofSeconds(3);
  private static final Duration TRACED = Duration.ofSeconds(5);
  private static final List<String> SAMPLERS = List.of("random", "tpe");

  private final Path program;
  private final Duration measured;
  private final Path folder = Files.createTempDirectory("optuna");
  private final ClientJvm jvm;

  private OptunaBench(Path program, String classPath, Duration measured)
      throws IOException, InterruptedException {
    this.program = program;
    this.measured = measured;
    this.jvm = ClientJvm.prepare(classPath, folder);
  }

  /** One side of one comparison, which can be run again and again. */
  private interface Side {
    /** What is told within a time, and whose syncs those were if they are to be counted. */
    Run run(String sampler, Duration time, boolean traced) throws IOException, InterruptedException;
  }

  /**
   * What one side did in one round.
   *
   * @param clientCores how much of the processors the clients took
   * @param coordinatorCores how much of them the coordinator took; absent for Optuna, which has
   *     none
   * @param syncs absent where they were not counted
   */
  record Run(
      long results,
      double perSecond,
      double clientCores,
      OptionalDouble coordinatorCores,
      Optional<Long> syncs) {}

  /**
   * Prints a line for each comparison, and last one line of JSON that sums them up.
   *
   * @param arguments the {@code swarm} program, the clients' class path of jars, Python, the peer's
   *     script, finished trials, rounds, seconds of each measurement, how many of the knobs Optuna
   *     samples at most
   */
  public static void main(String[] arguments)
      throws IOException, SQLException, ExecutionException, InterruptedException {
    OptunaBench bench =
        new OptunaBench(
            Path.of(arguments[0]),
            arguments[1],
            Duration.ofSeconds(Integer.parseInt(arguments[6])));
    try {
      Map<String, Object> summary =
          bench.run(
              arguments[2],
              Path.of(arguments[3]),
              Integer.parseInt(arguments[4]),
              Integer.parseInt(arguments[5]),
              Integer.parseInt(arguments[7]));
      System.out.println(new JsonMapper().writeValueAsString(summary));
      System.exit(0);
    } catch (ClientProcess.Failed failure) {
      System.err.println(failure.getMessage());
      System.exit(1);
    }
  }

  private Map<String, Object> run(String python, Path script, int trials, int rounds, int most)
      throws IOException, SQLException, ExecutionException, InterruptedException {
    Path knobs = knobs(most);
    Map<String, Object> summary = new LinkedHashMap<>();
    try (PostgresServer postgres = PostgresServer.start();
        OptunaPeer database =
            OptunaPeer.start(python, script, postgres.sqlAlchemyUrl("optuna"), knobs, CLIENTS);
        OptunaPeer journal =
            OptunaPeer.start(
                python, script, folder.resolve("optuna.log").toString(), knobs, CLIENTS)) {
      endWithThis(postgres.pid());
      System.err.println("Optuna's journal: " + journal.ask("fill " + trials));
      System.err.println("Optuna's PostgreSQL: " + database.ask("fill " + trials));
      Optional<String> ours = Optional.of(postgres.url());
      Path onPostgres = folder.resolve("postgres");
      Path onFile = folder.resolve("journal");
      System.err.printf(
          "Our finished experiments: %d on PostgreSQL, %d on the journal.%n",
          HistoryWriter.write(onPostgres, ours, CLIENTS, trials).judged(),
          HistoryWriter.write(onFile, Optional.empty(), CLIENTS, trials).judged());
      Comparison comparison = new Comparison(rounds);
      for (int round = 0; round <= rounds; round++) {
        for (String sampler : SAMPLERS) {
          compare(
              comparison,
              sampler + "_postgres",
              sampler,
              round == rounds,
              coordinator(onPostgres, ours, List.of(postgres.pid())),
              peer(database, List.of(postgres.pid())));
          compare(
              comparison,
              sampler + "_journal",
              sampler,
              round == rounds,
              coordinator(onFile, Optional.empty(), List.of()),
              peer(journal, List.of(journal.pid())));
        }
      }
      summary.putAll(comparison.report(System.out));
    }
    summary.put("clients", CLIENTS);
    summary.put("finished_trials", trials);
    summary.put("rounds", rounds);
    summary.put("optuna_knobs", optunaKnobs(knobs));
    summary.put(
        "load_average",
        Math.round(10 * ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage())
            / 10.0);
    return summary;
  }

  private void compare(
      Comparison comparison, String name, String sampler, boolean traced, Side ours, Side theirs)
      throws IOException, InterruptedException {
    Duration time = traced ? TRACED : measured;
    comparison.add(name, ours.run(sampler, time, traced), theirs.run(sampler, time, traced));
  }

  private static Side peer(OptunaPeer peer, List<Long> synced) {
    return (sampler, time, traced) -> {
      // All its clients begin together and may need seconds for one trial, so that a short while
      // would hold either a burst of results or none.
      int times = sampler.equals("tpe") ? 3 : 1;
      return peer.run(
          sampler,
          WARM_UP.multipliedBy(times),
          time.multipliedBy(times),
          traced ? synced : List.of());
    };
  }

  /** A coordinator of its own for each round, for its search can't be changed while it runs. */
  private Side coordinator(Path place, Optional<String> database, List<Long> server) {
    return (sampler, time, traced) -> {
      List<String> options = new ArrayList<>(List.of("--search", sampler));
      database.ifPresent(url -> options.addAll(List.of("--journal", url)));
      try (CoordinatorProcess coordinator =
              CoordinatorProcess.start(
                  program, Optional.empty(), Duration.ZERO, 1, place, options);
          ClientProcesses clients = ClientProcesses.join(jvm, coordinator, CLIENTS)) {
        List<Long> synced = server.isEmpty() ? List.of(coordinator.pid()) : server;
        return clients.run(WARM_UP, time, traced ? synced : List.of());
      }
    };
  }

  /** The default campaign's, in the form that the peer reads. */
  private Path knobs(int most) throws IOException {
    Path campaign = folder.resolve("knobs");
    DefaultCampaign.write(campaign, Optional.empty(), Map.of());
    CampaignFile file =
        CampaignFile.parse(Files.readString(campaign.resolve(CampaignFile.NAMES.get(0))));
    List<Map<String, Object>> all = new ArrayList<>();
    for (Knob knob : file.searched().stream().limit(most).toList()) {
      Map<String, Object> each = new LinkedHashMap<>();
      each.put("name", knob.name());
      if (knob instanceof Knob.Choice choice) {
        each.put("type", "choice");
        each.put("choices", choice.choices());
      } else if (knob instanceof Knob.Numeric numeric) {
        each.put("type", numeric.whole() ? "int" : "float");
        each.put("low", numeric.min());
        each.put("high", numeric.max());
        each.put("log", numeric.scale() == Knob.Scale.LOG);
      }
      all.add(each);
    }
    Path path = folder.resolve("knobs.json");
    Files.writeString(path, new JsonMapper().writeValueAsString(all));
    return path;
  }

  /** Whoever stops the measurement wants no server left behind. */
  private static void endWithThis(long process) {
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(() -> ProcessHandle.of(process).ifPresent(ProcessHandle::destroy)));
  }

  private static int optunaKnobs(Path knobs) throws IOException {
    return new JsonMapper().readTree(knobs.toFile()).size();
  }

  /** All rounds of all comparisons; the last of each is the one whose syncs are counted. */
  private static final class Comparison {
    private final int rounds;
    private final Map<String, List<Run>> ours = new LinkedHashMap<>();
    private final Map<String, List<Run>> theirs = new LinkedHashMap<>();

    Comparison(int rounds) {
      this.rounds = rounds;
    }

    void add(String name, Run our, Run their) {
      ours.computeIfAbsent(name, none -> new ArrayList<>()).add(our);
      theirs.computeIfAbsent(name, none -> new ArrayList<>()).add(their);
      System.err.printf(
          "%s: ours %.1f results/s, clients %.2f and coordinator %.2f cores; Optuna %.1f results/s, clients %.2f cores%n",
          name,
          our.perSecond(),
          our.clientCores(),
          our.coordinatorCores().orElseThrow(),
          their.perSecond(),
          their.clientCores());
    }

    Map<String, Object> report(java.io.PrintStream out) throws IOException {
      Map<String, Object> ratios = new LinkedHashMap<>();
      Map<String, Object> syncs = new LinkedHashMap<>();
      for (String name : ours.keySet()) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("comparison", name);
        line.put("ours", figures(ours.get(name)));
        line.put("optuna", figures(theirs.get(name)));
        out.println(new JsonMapper().writeValueAsString(line));
        double their = median(theirs.get(name));
        ratios.put(name, their > 0 ? rounded(median(ours.get(name)) / their) : null);
        syncs.put(name, List.of(syncsPerResult(ours.get(name)), syncsPerResult(theirs.get(name))));
      }
      ratios.put("syncs_per_result", syncs);
      return ratios;
    }

    private Map<String, Object> figures(List<Run> runs) {
      Map<String, Object> figures = new LinkedHashMap<>();
      figures.put("results_per_second", rounded(median(runs)));
      figures.put(
          "rounds",
          runs.subList(0, rounds).stream().map(each -> rounded(each.perSecond())).toList());
      figures.put("client_cores", mean(runs, Run::clientCores));
      if (runs.get(0).coordinatorCores().isPresent()) {
        figures.put("coordinator_cores", mean(runs, each -> each.coordinatorCores().getAsDouble()));
      }
      figures.put("syncs_per_result", syncsPerResult(runs));
      return figures;
    }

    private double mean(List<Run> runs, ToDoubleFunction<Run> cores) {
      return rounded(runs.subList(0, rounds).stream().mapToDouble(cores).average().orElseThrow());
    }

    private Object syncsPerResult(List<Run> runs) {
      Run traced = runs.get(rounds);
      if (traced.syncs().isEmpty()) {
        return "not counted";
      }
      return traced.results() > 0
          ? rounded((double) traced.syncs().get() / traced.results())
          : "%d without a result".formatted(traced.syncs().get());
    }

    private double median(List<Run> runs) {
      double[] sorted =
          runs.subList(0, rounds).stream().mapToDouble(Run::perSecond).sorted().toArray();
      return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
    }

    private static double rounded(double value) {
      return Math.round(1000 * value) / 1000.0;
    }
  }
}
