package dev.swarm.coordinator.operator;

import dev.swarm.coordinator.campaign.Branch;
import dev.swarm.coordinator.campaign.Campaign;
import dev.swarm.coordinator.campaign.Experiment;
import dev.swarm.coordinator.campaign.Head;
import dev.swarm.coordinator.campaign.Machine;
import dev.swarm.coordinator.campaign.Settings;
import dev.swarm.coordinator.entity.Roster;
import dev.swarm.coordinator.hub.Hub;
import dev.swarm.coordinator.ledger.Ledgers;
import dev.swarm.coordinator.link.Presence;
import dev.swarm.coordinator.wire.DomainWire;
import dev.swarm.coordinator.wire.RosterWire;
import dev.swarm.proto.v1.GetStatusRequest;
import dev.swarm.proto.v1.MachineStatus;
import dev.swarm.proto.v1.RunningExperiment;
import dev.swarm.proto.v1.RunningStatus;
import dev.swarm.proto.v1.SwarmStatus;
import dev.swarm.proto.v1.WorkerState;
import dev.swarm.shared.knob.Knob;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BiConsumer;

/** Puts together what {@code swarm status} shows. Its cost does not grow with the history. */
final class StatusReport {
  private final Ledgers ledgers;
  private final Presence presence;
  private final Roster roster;
  private final Hub hub;

  StatusReport(Ledgers ledgers, Presence presence, Roster roster, Hub hub) {
    this.ledgers = ledgers;
    this.presence = presence;
    this.roster = roster;
    this.hub = hub;
  }

  SwarmStatus of(Campaign campaign) {
    return of(campaign, (machine, status) -> {});
  }

  /** The same, and of each machine what costs more and is asked for. */
  SwarmStatus of(Campaign campaign, GetStatusRequest request, Instant now) {
    return of(
        campaign,
        (machine, status) -> {
          if (request.getPending()) {
            status.addAllPending(PendingReport.of(campaign, machine, now));
          }
          if (request.getHub()) {
            machine.branch().head().ifPresent(head -> addCommit(status, machine.branch(), head));
          }
        });
  }

  private void addCommit(MachineStatus.Builder status, Branch branch, Head head) {
    hub.advancedTo(branch.name(), head.commit())
        .ifPresent(
            commit ->
                status
                    .setBranchCommit(commit.name())
                    .setBranchExperiment(head.experiment().toString()));
  }

  private SwarmStatus of(Campaign campaign, BiConsumer<Machine, MachineStatus.Builder> more) {
    SwarmStatus.Builder status = SwarmStatus.newBuilder();
    status.addAllCoordinators(RosterWire.of(roster));
    campaign
        .settings()
        .ifPresent(
            settings -> {
              status
                  .setCampaign(settings.file().name())
                  .setMetric(settings.file().metric())
                  .setDirection(settings.file().direction().text())
                  .addAllRelativeKnobs(relative(settings.file().knobs()));
              campaign
                  .machines()
                  .values()
                  .forEach(
                      machine -> {
                        MachineStatus.Builder one = of(settings, campaign.paused(), machine);
                        more.accept(machine, one);
                        status.addMachines(one);
                      });
            });
    return status.build();
  }

  private static List<String> relative(List<Knob> knobs) {
    return knobs.stream().filter(Knob::relative).map(Knob::name).sorted().toList();
  }

  private MachineStatus.Builder of(Settings settings, boolean paused, Machine machine) {
    Branch branch = machine.branch();
    Optional<WorkerState> said = presence.said(machine.name());
    Optional<RunningExperiment> running =
        said.filter(WorkerState::hasRunning).map(WorkerState::getRunning);
    MachineStatus.Builder status =
        MachineStatus.newBuilder()
            .setMachine(machine.name().text())
            .setHardwareClass(machine.membership().hardwareClass())
            .setBranch(branch.name())
            .setState(state(settings, paused, machine, running.isPresent()))
            .setKept(branch.tally().kept())
            .setDiscarded(branch.tally().discarded())
            .setCrashed(branch.tally().crashed());
    branch.baseline().ifPresent(status::setBaseline);
    branch.head().map(Head::metric).ifPresent(status::setBest);
    branch.yardstick().noise().floor().ifPresent(status::setNoiseFloor);
    machine.membership().aside().ifPresent(status::setAside);
    settings
        .limits()
        .experimentsPerMachine()
        .ifPresent(limit -> status.setRemaining(Math.max(0, limit - branch.tally().experiments())));
    ledgers.idleSeconds(machine.name(), 0.50).ifPresent(status::setIdleP50Seconds);
    ledgers.idleSeconds(machine.name(), 0.99).ifPresent(status::setIdleP99Seconds);
    ledgers.startupSeconds(machine.name(), 0.50).ifPresent(status::setStartupP50Seconds);
    ledgers.last(machine.name()).map(DomainWire::brief).ifPresent(status::setLast);
    running.ifPresent(each -> status.setRunning(running(machine, each)));
    said.filter(WorkerState::hasWarning).map(WorkerState::getWarning).ifPresent(status::setWarning);
    said.filter(WorkerState::hasTrouble).map(WorkerState::getTrouble).ifPresent(status::setTrouble);
    return status;
  }

  private static String state(Settings settings, boolean paused, Machine machine, boolean running) {
    if (machine.membership().away()) {
      return "away";
    }
    if (machine.membership().aside().isPresent()) {
      return "aside";
    }
    if (machine.absence().returning().isPresent()) {
      return "returning";
    }
    // Between two runs of one experiment, and before its verdict, nothing runs either.
    boolean isFinished = !running && machine.workload().assigned().isEmpty();
    if (paused || machine.membership().paused()) {
      return isFinished ? "paused" : "pausing";
    }
    if (running) {
      return "running";
    }
    if (settings.limits().approval()
        && machine.branch().head().isPresent()
        && !machine.branch().approved()) {
      return "approval";
    }
    if (!isFinished || machine.branch().head().isEmpty()) {
      return "waiting";
    }
    OptionalInt limit = settings.limits().experimentsPerMachine();
    boolean nothingLeft =
        limit.isPresent() && machine.branch().tally().experiments() >= limit.getAsInt();
    return nothingLeft ? "done" : "exhausted";
  }

  private static RunningStatus running(Machine machine, RunningExperiment running) {
    String id = running.getHeld().getExperiment();
    RunningStatus.Builder status =
        RunningStatus.newBuilder()
            .setExperiment(id)
            .setDescription(description(machine, id))
            .setElapsedSeconds(running.getElapsedSeconds());
    if (running.hasFraction()) {
      status.setFraction(running.getFraction());
    }
    if (running.hasStep()) {
      status.setStep(running.getStep());
    }
    if (running.hasLoss()) {
      status.setLoss(running.getLoss());
    }
    if (running.hasTokensPerSecond()) {
      status.setTokensPerSecond(running.getTokensPerSecond());
    }
    return status.build();
  }

  private static String description(Machine machine, String id) {
    for (Experiment each : machine.workload().assigned()) {
      if (each.id().toString().equals(id)) {
        return each.proposal().description();
      }
    }
    return "";
  }
}
