package dev.swarm.agent.run;

import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * What a run has said about itself so far; each part is empty until it says so (and when what it
 * says is no finite number).
 *
 * <p>Immutable. Soft: it is shown, never judged by, and lost with the worker (a restarted worker
 * reads it out of run.log again).
 *
 * @param fraction of the budget, 0 to 1
 * @param startUpSeconds from the start to the first step, as the trainer measured it
 */
public record Progress(
    OptionalLong step,
    OptionalDouble loss,
    OptionalDouble tokensPerSecond,
    OptionalDouble fraction,
    OptionalDouble startUpSeconds) {

  public static final Progress NONE =
      new Progress(
          OptionalLong.empty(),
          OptionalDouble.empty(),
          OptionalDouble.empty(),
          OptionalDouble.empty(),
          OptionalDouble.empty());

  /** What is known after {@code line} as well: a step replaces the step before it as a whole. */
  Progress then(Progress line) {
    OptionalDouble startUp = line.startUpSeconds.isPresent() ? line.startUpSeconds : startUpSeconds;
    return line.step.isPresent()
        ? new Progress(line.step, line.loss, line.tokensPerSecond, line.fraction, startUp)
        : new Progress(step, loss, tokensPerSecond, fraction, startUp);
  }
}
