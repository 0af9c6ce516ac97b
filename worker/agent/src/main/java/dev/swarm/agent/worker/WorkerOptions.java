package dev.swarm.agent.worker;

import dev.swarm.agent.probe.Hardware;
import dev.swarm.agent.run.Cores;
import dev.swarm.agent.wire.AgentWire;
import dev.swarm.proto.v1.WorkerState;
import dev.swarm.shared.campaign.MachineName;
import dev.swarm.shared.text.CoordinatorAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How a worker is started.
 *
 * @param coordinators of one swarm, tried in turn
 * @param token the swarm's
 * @param machine its name, part of its branch
 * @param hardwareClass machines whose metrics may be compared
 * @param hardware what the probe found
 * @param folder the worker's own, on a local disk
 * @param cores that its runs are bound to; absent for all
 * @param programs folder put first on a run's PATH; absent for none
 * @param environment given to every run
 * @param offlineAfter how long there must have been no coordinator before it goes on by itself;
 *     absent where it does not
 */
public record WorkerOptions(
    List<CoordinatorAddress> coordinators,
    String token,
    MachineName machine,
    String hardwareClass,
    Hardware hardware,
    Path folder,
    Optional<Cores> cores,
    Optional<Path> programs,
    Map<String, String> environment,
    Optional<Duration> offlineAfter) {

  public WorkerOptions {
    coordinators = List.copyOf(coordinators);
    environment = Map.copyOf(environment);
  }

  /** A worker of a swarm with one coordinator. */
  public WorkerOptions(
      String host,
      int port,
      String token,
      MachineName machine,
      String hardwareClass,
      Hardware hardware,
      Path folder,
      Optional<Cores> cores,
      Optional<Path> programs,
      Map<String, String> environment) {
    this(
        List.of(new CoordinatorAddress(host, port)),
        token,
        machine,
        hardwareClass,
        hardware,
        folder,
        cores,
        programs,
        environment,
        Optional.empty());
  }

  /** The same, for a worker that goes on by itself after so long without a coordinator. */
  public WorkerOptions withOfflineSearch(Duration after) {
    return new WorkerOptions(
        coordinators,
        token,
        machine,
        hardwareClass,
        hardware,
        folder,
        cores,
        programs,
        environment,
        Optional.of(after));
  }

  /** What a worker says of itself in every message; {@code process} is new after every start. */
  WorkerState identity(String incarnation, String process) {
    return WorkerState.newBuilder()
        .setMachine(machine.text())
        .setIncarnation(incarnation)
        .setProcess(process)
        .setHardwareClass(hardwareClass)
        .setHardware(AgentWire.hardware(hardware))
        .setOfflineSearch(offlineAfter.isPresent())
        .build();
  }

  /** The token stays out of every log. */
  @Override
  public String toString() {
    return "WorkerOptions[%s, %s, %s, %s]".formatted(coordinators, machine, hardwareClass, folder);
  }
}
