package dev.swarm.agent.worker;

import dev.swarm.agent.run.Run;
import dev.swarm.agent.wire.AgentWire;
import dev.swarm.proto.v1.HeldExperiment;
import dev.swarm.proto.v1.ReportedOutcome;
import dev.swarm.proto.v1.RunFacts;
import dev.swarm.proto.v1.RunningExperiment;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The experiment on the device.
 *
 * @param report its outcome-to-be: everything but the outcome
 * @param startedAt right after its child process was started
 * @param idle how long the device stood idle before; absent when nobody knows
 */
record Started(ReportedOutcome report, Run run, Instant startedAt, Optional<Duration> idle) {
  HeldExperiment held() {
    return report.getHeld();
  }

  /** How it is doing. */
  RunningExperiment running(Instant now) {
    RunningExperiment.Builder running =
        RunningExperiment.newBuilder()
            .setHeld(held())
            .setElapsedSeconds(seconds(Duration.between(startedAt, now)));
    AgentWire.addProgress(running, run.progress());
    return running.build();
  }

  RunFacts facts(Duration duration) {
    RunFacts.Builder facts =
        report.getOutcome().getFacts().toBuilder()
            .setStartedAtMs(startedAt.toEpochMilli())
            .setDurationSeconds(seconds(duration));
    run.progress().startUpSeconds().ifPresent(facts::setStartupSeconds);
    idle.ifPresent(each -> facts.setIdleSeconds(seconds(each)));
    return facts.build();
  }

  private static double seconds(Duration duration) {
    return duration.toNanos() / 1e9;
  }
}
