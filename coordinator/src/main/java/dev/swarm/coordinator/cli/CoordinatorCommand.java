package dev.swarm.coordinator.cli;

import dev.swarm.coordinator.campaign.Settings;
import dev.swarm.coordinator.journal.PostgresJournal;
import dev.swarm.coordinator.server.Coordinator;
import dev.swarm.coordinator.server.CoordinatorOptions;
import dev.swarm.coordinator.server.StateFolder;
import dev.swarm.shared.search.SearchMethod;
import dev.swarm.shared.text.Complaint;
import dev.swarm.shared.text.CoordinatorAddress;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code swarm coordinator}: serves a campaign until it is stopped. */
@Command(
    name = "coordinator",
    description = "Serve a campaign: hand out experiments, judge them, keep every result.",
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  swarm coordinator my-campaign",
      "  swarm coordinator my-campaign --host 0.0.0.0 --experiments 80",
      "  swarm coordinator my-campaign --journal 'jdbc:postgresql://db/swarm?user=swarm' \\",
      "      --host 10.0.0.1 --seed-nodes 10.0.0.1:7173,10.0.0.2:7173,10.0.0.3:7173 \\",
      "      --tls-cert node.pem --tls-key node.key --tls-ca ca.pem"
    })
public final class CoordinatorCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "CAMPAIGN",
      description =
          "The campaign's folder, a git repository or part of one (default: this folder).",
      defaultValue = ".")
  private Path campaign;

  @Option(
      names = "--base",
      paramLabel = "COMMIT",
      description = "Commit, branch or tag to start from (default: the branch checked out).")
  private String base;

  @Option(
      names = "--dir",
      paramLabel = "DIR",
      description = "Where its token, journal and git hub are kept (default: ~/.swarm).")
  private Path folder = Coordinator.defaultFolder();

  @Option(
      names = "--host",
      paramLabel = "ADDRESS",
      description = "Address to serve on; 0.0.0.0 for other machines (default: ${DEFAULT-VALUE}).",
      defaultValue = "127.0.0.1")
  private String host;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      description = "Port for workers and commands (default: ${DEFAULT-VALUE}).",
      defaultValue = "7171")
  private int port;

  @Option(
      names = "--git-port",
      paramLabel = "PORT",
      description = "Port of the git hub (default: ${DEFAULT-VALUE}).",
      defaultValue = "7172")
  private int gitPort;

  @Option(
      names = "--experiments",
      paramLabel = "N",
      description = "Experiments per machine after its baseline (default: no end).")
  private Integer experiments;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Seed of the search and of every run (default: ${DEFAULT-VALUE}).",
      defaultValue = "42")
  private long seed;

  @Option(
      names = "--search",
      paramLabel = "HOW",
      description =
          "What finds the next settings: random, one or two knobs at a time, or tpe, all of them by what was measured on the machine's class (default: random).")
  private SearchMethod search = SearchMethod.RANDOM;

  @Option(
      names = "--wait-for",
      paramLabel = "N",
      description = "Start the first baseline when N machines have joined (default: 1).",
      defaultValue = "1")
  private int waitFor;

  @Option(
      names = "--approve",
      description = "After its baseline each machine waits until `swarm approve` lets it go on.")
  private boolean approval;

  @Option(
      names = "--min-gain",
      paramLabel = "GAIN",
      description =
          "How much better a win must be to be offered to other machines, in the metric's unit (default: the noise floor of the machine it won on).")
  private Double minGain;

  @Option(
      names = "--lease",
      paramLabel = "TIME",
      description = "How long a silent machine counts as live (default: ${DEFAULT-VALUE}).",
      defaultValue = "30s",
      converter = DurationConverter.class)
  private Duration lease;

  @Option(
      names = "--journal",
      paramLabel = "URL",
      description =
          "PostgreSQL database of the journal, jdbc:postgresql://HOST/DATABASE?user=NAME (default: a file in --dir).")
  private String journal;

  @Mixin private ClusterParameters cluster = new ClusterParameters();

  @Override
  public Integer call() throws InterruptedException {
    if (experiments != null && experiments < 0) {
      throw new ParameterException(
          spec.commandLine(),
          "--experiments is %d; it can't be below zero.".formatted(experiments));
    }
    if (minGain != null && !(minGain >= 0)) {
      throw new ParameterException(
          spec.commandLine(), "--min-gain is %s; it can't be below zero.".formatted(minGain));
    }
    checkPort("--port", port);
    checkPort("--git-port", gitPort);
    checkJournal();
    PrintWriter out = spec.commandLine().getOut();
    try (Coordinator coordinator = Coordinator.start(options())) {
      Thread closer = new Thread(coordinator::close, "closer");
      Runtime.getRuntime().addShutdownHook(closer);
      out.printf(
          "Coordinator of '%s' is ready on %s; its token is in %s.%n",
          coordinator.campaignName(),
          new CoordinatorAddress(host, coordinator.port()),
          StateFolder.token(folder));
      out.flush();
      if (cluster.isWanted()) {
        coordinator.subscribe(ClusterNews.of(coordinator.roster(), out));
      }
      Optional<String> ending = coordinator.awaitClosed();
      if (ending.isPresent()) {
        throw new Complaint(ending.get());
      }
    }
    return 0;
  }

  private void checkPort(String option, int value) {
    if (value < 0 || value > 65535) {
      throw new ParameterException(
          spec.commandLine(),
          "%s is %d; ports are 1 to 65535, or 0 for any free one.".formatted(option, value));
    }
  }

  private void checkJournal() {
    if (journal != null && !journal.startsWith(PostgresJournal.SCHEME)) {
      throw new ParameterException(
          spec.commandLine(),
          "--journal is '%s'; write it as %s//HOST/DATABASE?user=NAME."
              .formatted(journal, PostgresJournal.SCHEME));
    }
    if (journal == null && cluster.isWanted()) {
      throw new ParameterException(
          spec.commandLine(),
          "--seed-nodes needs a journal that all nodes reach; name a PostgreSQL database with --journal.");
    }
  }

  private CoordinatorOptions options() {
    return new CoordinatorOptions(
        campaign.toAbsolutePath().normalize(),
        Optional.ofNullable(base),
        folder,
        host,
        port,
        gitPort,
        lease,
        new Settings.Limits(
            seed,
            experiments == null ? OptionalInt.empty() : OptionalInt.of(experiments),
            Math.max(1, waitFor),
            approval,
            minGain == null ? OptionalDouble.empty() : OptionalDouble.of(minGain),
            search),
        Optional.ofNullable(journal),
        cluster.options(host));
  }
}
