package dev.swarm.cli.demo;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * How a demo is run.
 *
 * @param folder where everything is kept, and found again by the next demo
 * @param experiments per machine after its baseline
 * @param budget of an experiment; absent for what the folder has, or the default
 * @param seed of the search and of every run
 */
record DemoOptions(Path folder, int experiments, Optional<Duration> budget, long seed) {
  private static final Duration DEFAULT_BUDGET = Duration.ofSeconds(15);

  Path campaign() {
    return folder.resolve("campaign");
  }

  Path coordinator() {
    return folder.resolve("coordinator");
  }

  Path worker(String machine) {
    return folder.resolve(machine);
  }

  Path log(String process) {
    return folder.resolve(process + ".log");
  }

  /** The page that compares what the two machines found. */
  Path comparison() {
    return folder.resolve("compare.html");
  }

  Duration budgetOfNewCampaign() {
    return budget.orElse(DEFAULT_BUDGET);
  }
}
