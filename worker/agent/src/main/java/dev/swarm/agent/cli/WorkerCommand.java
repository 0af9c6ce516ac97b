package dev.swarm.agent.cli;

import dev.swarm.access.TokenFile;
import dev.swarm.agent.probe.Hardware;
import dev.swarm.agent.probe.HardwareProbe;
import dev.swarm.agent.probe.UsableCores;
import dev.swarm.agent.run.Cores;
import dev.swarm.agent.worker.Worker;
import dev.swarm.agent.worker.WorkerOptions;
import dev.swarm.shared.campaign.MachineName;
import dev.swarm.shared.text.Complaint;
import dev.swarm.shared.text.CoordinatorAddress;
import dev.swarm.shared.text.Durations;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code swarm worker}: runs experiments on this machine until it is stopped. */
@Command(
    name = "worker",
    description = "Run experiments on this machine, one at a time, until stopped.",
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  swarm worker --coordinator gpu-box:7171 --token-file token",
      "  swarm worker --coordinator 127.0.0.1:7171 --machine left --cores 0-3",
      "  swarm worker --coordinator a:7171,b:7171,c:7171 --token-file token",
      "  swarm worker --coordinator gpu-box:7171 --offline-search=5m",
    })
public final class WorkerCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--coordinator",
      paramLabel = "HOST:PORT",
      required = true,
      description =
          "The coordinator, or all of a cluster with commas between them; each one's git hub is on its host.")
  private String coordinator;

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      description = "The swarm's token, copied from the coordinator (default: ~/.swarm/token).")
  private Path tokenFile = home().resolve("token");

  @Option(
      names = "--machine",
      paramLabel = "NAME",
      description = "This machine's name, part of its branch (default: the host's name).")
  private String machine;

  @Option(
      names = "--class",
      paramLabel = "CLASS",
      description = "Its hardware class (default: what the probe finds, such as h100).")
  private String hardwareClass;

  @Option(
      names = "--dir",
      paramLabel = "DIR",
      description = "The worker's own folder (default: ~/.swarm/workers/NAME).")
  private Path folder;

  @Option(
      names = "--cores",
      paramLabel = "LIST",
      description = "Cores that its runs are bound to, such as 0,2-3 (default: all).")
  private String cores;

  @Option(
      names = "--env",
      paramLabel = "NAME=VALUE",
      description = "Given to every run; may be repeated.")
  private Map<String, String> environment = new HashMap<>();

  @Option(
      names = "--offline-search",
      paramLabel = "AFTER",
      arity = "0..1",
      fallbackValue = "1m",
      description =
          "Go on with the search by itself after so long without a coordinator, and tell it later (1m if no time is given).")
  private String offlineAfter;

  @Override
  public Integer call() throws InterruptedException {
    WorkerOptions options = options();
    PrintWriter out = spec.commandLine().getOut();
    Worker worker = Worker.start(options, out);
    Runtime.getRuntime().addShutdownHook(new Thread(worker::close, "closer"));
    throw new Complaint(worker.awaitRefusal());
  }

  private WorkerOptions options() {
    Map<String, String> seen = new HashMap<>(System.getenv());
    seen.putAll(environment);
    Hardware hardware = HardwareProbe.look(seen);
    try {
      List<CoordinatorAddress> coordinators = CoordinatorAddress.parseAll(coordinator);
      MachineName name = machine == null ? hostName() : new MachineName(machine);
      return new WorkerOptions(
          coordinators,
          TokenFile.read(tokenFile),
          name,
          hardwareClass == null ? hardware.hardwareClass() : hardwareClass,
          hardware,
          folder == null ? home().resolve("workers").resolve(name.text()) : folder,
          Optional.ofNullable(cores).map(WorkerCommand::usable),
          Optional.ofNullable(System.getProperty("swarm.home")).map(place -> Path.of(place, "bin")),
          environment,
          Optional.ofNullable(offlineAfter).map(WorkerCommand::patience));
    } catch (IllegalArgumentException wrong) {
      throw usage(wrong.getMessage());
    }
  }

  private static Duration patience(String text) {
    try {
      return Durations.parsePositive(text);
    } catch (IllegalArgumentException wrong) {
      throw new IllegalArgumentException("--offline-search is " + wrong.getMessage(), wrong);
    }
  }

  private static Cores usable(String list) {
    Cores cores = Cores.parse(list);
    List<Integer> usable = UsableCores.find();
    if (!usable.containsAll(cores.numbers())) {
      throw new IllegalArgumentException(
          "--cores is '%s', but this process may use only %s."
              .formatted(list, String.join(",", usable.stream().map(String::valueOf).toList())));
    }
    return cores;
  }

  private static MachineName hostName() {
    try {
      return MachineName.fromHost(InetAddress.getLocalHost().getHostName());
    } catch (UnknownHostException nameless) {
      return MachineName.fromHost("machine");
    }
  }

  private static Path home() {
    return Path.of(System.getProperty("user.home"), ".swarm");
  }

  private ParameterException usage(String sentence) {
    return new ParameterException(spec.commandLine(), sentence);
  }
}
