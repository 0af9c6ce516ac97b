package dev.swarm.agent.wire;

import dev.swarm.agent.probe.Hardware;
import dev.swarm.agent.run.Crash;
import dev.swarm.agent.run.CrashKind;
import dev.swarm.agent.run.Progress;
import dev.swarm.agent.run.RunReport;
import dev.swarm.agent.run.RunResult;
import dev.swarm.proto.v1.Crashed;
import dev.swarm.proto.v1.Interrupted;
import dev.swarm.proto.v1.LedgerEntry;
import dev.swarm.proto.v1.Measured;
import dev.swarm.proto.v1.Outcome;
import dev.swarm.proto.v1.RunFacts;
import dev.swarm.proto.v1.RunningExperiment;
import dev.swarm.shared.ledger.LedgerRow;
import dev.swarm.shared.verdict.Status;
import java.util.Locale;
import java.util.OptionalDouble;

/** Translates between the worker's own words and the wire, at the agent's edge. */
public final class AgentWire {
  private static final String MEMORY = "peak_vram_mb";

  private AgentWire() {}

  /** What a run that has ended comes to. */
  public static Outcome outcome(RunReport report, RunFacts facts) {
    Outcome.Builder outcome = Outcome.newBuilder().setFacts(facts);
    if (report.crash().isPresent()) {
      Crash crash = report.crash().get();
      String sentence = sentence(crash.sentence());
      if (!crash.kind().isExperiment()) {
        return outcome.setInterrupted(Interrupted.newBuilder().setReason(sentence)).build();
      }
      return outcome
          .setCrashed(
              Crashed.newBuilder()
                  .setKind(kind(crash.kind()))
                  .setReason(sentence)
                  .setLogTail(report.tail().text()))
          .build();
    }
    RunResult.Summary summary = (RunResult.Summary) report.result();
    Measured.Builder measured =
        Measured.newBuilder().setMetric(summary.metric()).putAllSummary(summary.numbers());
    if (summary.numbers().containsKey(MEMORY)) {
      measured.setMemoryMib(summary.numbers().get(MEMORY));
    }
    return outcome.setMeasured(measured).build();
  }

  private static String kind(CrashKind kind) {
    return switch (kind) {
      case DIVERGED -> "divergence";
      case TIMED_OUT -> "time-out";
      default -> kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
    };
  }

  /** An experiment that failed before it could run. */
  public static Outcome crashed(String kind, String reason) {
    return crashed(kind, reason, "");
  }

  /** The same, with lines that show why. */
  public static Outcome crashed(String kind, String reason, String lines) {
    return Outcome.newBuilder()
        .setFacts(RunFacts.getDefaultInstance())
        .setCrashed(Crashed.newBuilder().setKind(kind).setReason(reason).setLogTail(lines))
        .build();
  }

  /** A run that is no experiment. */
  public static Outcome interrupted(String reason) {
    return Outcome.newBuilder()
        .setFacts(RunFacts.getDefaultInstance())
        .setInterrupted(Interrupted.newBuilder().setReason(reason))
        .build();
  }

  /** Adds what a run says of itself to what is known of it. */
  public static void addProgress(RunningExperiment.Builder running, Progress progress) {
    progress.fraction().ifPresent(running::setFraction);
    progress.step().ifPresent(running::setStep);
    progress.loss().ifPresent(running::setLoss);
    progress.tokensPerSecond().ifPresent(running::setTokensPerSecond);
  }

  /** A row of results.tsv. */
  public static LedgerRow row(LedgerEntry entry) {
    boolean measured = entry.getOutcome().hasMeasured();
    boolean hasMemory = measured && entry.getOutcome().getMeasured().hasMemoryMib();
    return new LedgerRow(
        entry.getCommit(),
        measured
            ? OptionalDouble.of(entry.getOutcome().getMeasured().getMetric())
            : OptionalDouble.empty(),
        hasMemory
            ? OptionalDouble.of(entry.getOutcome().getMeasured().getMemoryMib())
            : OptionalDouble.empty(),
        Status.valueOf(entry.getStatus().name().replace("STATUS_", "")),
        entry.getProposal().getDescription());
  }

  /** What the probe found. */
  public static dev.swarm.proto.v1.Hardware hardware(Hardware hardware) {
    dev.swarm.proto.v1.Hardware.Builder message =
        dev.swarm.proto.v1.Hardware.newBuilder()
            .setOperatingSystem(hardware.operatingSystem())
            .setArchitecture(hardware.architecture())
            .setCores(hardware.cores())
            .setMemoryMib(hardware.memoryMib());
    hardware.accelerator().ifPresent(message::setAccelerator);
    hardware.acceleratorMemoryMib().ifPresent(message::setAcceleratorMemoryMib);
    return message.build();
  }

  private static String sentence(String clause) {
    String capital = Character.toUpperCase(clause.charAt(0)) + clause.substring(1);
    return capital.endsWith(".") ? capital : capital + ".";
  }
}
