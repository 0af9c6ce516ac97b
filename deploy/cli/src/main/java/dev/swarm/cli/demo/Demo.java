package dev.swarm.cli.demo;

import dev.swarm.agent.probe.HardwareProbe;
import dev.swarm.agent.probe.UsableCores;
import dev.swarm.coordinator.cli.OperatorClient;
import dev.swarm.coordinator.cli.Style;
import dev.swarm.coordinator.cli.comparison.ComparedSwarm;
import dev.swarm.coordinator.cli.comparison.ComparisonPage;
import dev.swarm.coordinator.init.DefaultCampaign;
import dev.swarm.coordinator.server.StateFolder;
import dev.swarm.proto.v1.LedgerEntry;
import dev.swarm.proto.v1.MachineStatus;
import dev.swarm.proto.v1.SwarmStatus;
import dev.swarm.shared.campaign.CampaignFile;
import dev.swarm.shared.text.Complaint;
import dev.swarm.shared.text.Durations;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/**
 * A swarm of three processes on this host, put together from the same commands that anybody would
 * type on several machines. Stopping it at any moment leaves its state in its folder.
 */
final class Demo {
  /** What learns in seconds on one core; bench/README.md has the figures behind it. */
  private static final Map<String, String> SMALL = Map.of("DEPTH", "1");

  private static final Set<String> OVER = Set.of("done", "exhausted", "aside");

  private final DemoOptions options;
  private final PrintWriter out;
  private final Style style;

  Demo(DemoOptions options, PrintWriter out, Style style) {
    this.options = options;
    this.out = out;
    this.style = style;
  }

  DemoReport run() throws IOException, InterruptedException {
    prepareCampaign();
    List<DemoMachine> machines = machines();
    Children children = new Children(home());
    Thread stop = new Thread(children::close, "stop-children");
    Runtime.getRuntime().addShutdownHook(stop);
    try (children) {
      startCoordinator(children, machines.size());
      String address = Files.readString(StateFolder.address(options.coordinator())).strip();
      String token = Files.readString(StateFolder.token(options.coordinator())).strip();
      say("Watch it from elsewhere with: ./swarm status --watch --dir " + options.coordinator());
      for (DemoMachine machine : machines) {
        startWorker(children, machine, address);
      }
      try (OperatorClient client = new OperatorClient(address, token)) {
        waitUntilDone(client, children, machines.size(), stop);
        SwarmStatus status = client.statusWithPending();
        List<LedgerEntry> ledger = client.wholeLedger();
        ComparedSwarm compared = ComparedSwarm.of(status, ledger);
        Files.writeString(options.comparison(), ComparisonPage.of(compared));
        return new DemoReport(options, status, ledger, compared);
      }
    }
  }

  private void prepareCampaign() throws IOException {
    if (!Files.exists(options.campaign())) {
      DefaultCampaign.write(
          options.campaign(), Optional.ofNullable(options.budgetOfNewCampaign()), SMALL);
      return;
    }
    Path file = options.campaign().resolve(CampaignFile.NAMES.get(0));
    if (!Files.exists(file)) {
      throw new Complaint(
          "%s is there but is not a demo's campaign; name another folder with --dir."
              .formatted(options.campaign()));
    }
    CampaignFile campaign = CampaignFile.parse(Files.readString(file));
    if (options.budget().isPresent() && !options.budget().get().equals(campaign.budget())) {
      throw new Complaint(
          "The demo in %s was started with a budget of %s, and results under %s could not be compared; leave --budget out, or name another folder with --dir."
              .formatted(
                  options.folder(),
                  Durations.format(campaign.budget()),
                  Durations.format(options.budget().get())));
    }
    say("Going on with the demo in " + options.folder());
  }

  private List<DemoMachine> machines() {
    String system = System.getProperty("os.name");
    String architecture = System.getProperty("os.arch");
    List<Engine> engines = Engine.of(system, architecture);
    if (engines.size() == 1) {
      Engine absent = engines.get(0) == Engine.PYTORCH ? Engine.MXNET : Engine.PYTORCH;
      say(
          "%s has no native library for %s on %s; a second %s worker with another number of threads takes its place."
              .formatted(absent.title, system, architecture, engines.get(0).title));
    }
    return DemoMachine.of(
        UsableCores.find(), HardwareProbe.look(System.getenv()).hardwareClass(), engines);
  }

  private void startCoordinator(Children children, int machines)
      throws IOException, InterruptedException {
    say("Starting a coordinator and %d workers ...".formatted(machines));
    Files.createDirectories(options.folder());
    await(
        children.start(
            "coordinator",
            options.log("coordinator"),
            "is ready",
            List.of(
                "coordinator",
                options.campaign().toString(),
                "--dir",
                options.coordinator().toString(),
                "--port",
                "0",
                "--git-port",
                "0",
                "--experiments",
                Integer.toString(options.experiments()),
                "--seed",
                Long.toString(options.seed()),
                "--wait-for",
                Integer.toString(machines))));
  }

  private void startWorker(Children children, DemoMachine machine, String address)
      throws IOException {
    children.start(
        "worker " + machine.name(),
        options.log(machine.name()),
        "Joined",
        List.of(
            "worker",
            "--coordinator",
            address,
            "--token-file",
            StateFolder.token(options.coordinator()).toString(),
            "--machine",
            machine.name(),
            "--class",
            machine.hardwareClass(),
            "--dir",
            options.worker(machine.name()).toString(),
            "--cores",
            machine.cores(),
            "--env",
            "SWARM_ENGINE=" + machine.engine(),
            "--env",
            "SWARM_THREADS=" + machine.threads()));
  }

  private void waitUntilDone(OperatorClient client, Children children, int machines, Thread stop)
      throws InterruptedException {
    LiveView view = new LiveView(out, style, options.experiments());
    CompletableFuture<String> end = children.death();
    Thread watcher =
        new Thread(
            () -> {
              try {
                client.watch(
                    status -> {
                      view.show(status);
                      if (isDone(status, machines)) {
                        end.complete("");
                      }
                    });
              } catch (Complaint gone) {
                end.complete(gone.getMessage());
              }
            },
            "watcher");
    watcher.setDaemon(true);
    watcher.start();
    String sentence = await(end);
    if (!sentence.isEmpty()) {
      if (isStopping(stop)) {
        say("Stopped. Run the same command again to go on where it stopped.");
        // The end of the virtual machine is under way and ends this thread as well.
        stop.join();
        Thread.currentThread().join();
      }
      throw new Complaint(
          sentence + " Nothing is lost: run the same command again to go on where it stopped.");
    }
  }

  /** Whether Ctrl-C or the like is the reason: then all processes end at once, as they should. */
  private static boolean isStopping(Thread stop) {
    try {
      Runtime.getRuntime().removeShutdownHook(stop);
      Runtime.getRuntime().addShutdownHook(stop);
      return false;
    } catch (IllegalStateException shuttingDown) {
      return true;
    }
  }

  private static boolean isDone(SwarmStatus status, int machines) {
    List<MachineStatus> over = new ArrayList<>();
    for (MachineStatus each : status.getMachinesList()) {
      if (OVER.contains(each.getState())) {
        over.add(each);
      }
    }
    return over.size() == machines;
  }

  private static <T> T await(CompletableFuture<T> future) throws InterruptedException {
    try {
      return future.get();
    } catch (ExecutionException failure) {
      if (failure.getCause() instanceof Complaint complaint) {
        throw complaint;
      }
      throw new CompletionException(failure.getCause());
    }
  }

  private static Path home() {
    String home = System.getProperty("swarm.home");
    if (home == null) {
      throw new Complaint("The demo starts the swarm program itself; run it by bin/swarm.");
    }
    return Path.of(home);
  }

  private void say(String sentence) {
    out.println(sentence);
    out.flush();
  }
}
