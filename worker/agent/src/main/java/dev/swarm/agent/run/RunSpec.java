package dev.swarm.agent.run;

import dev.swarm.agent.sandbox.Surroundings;
import dev.swarm.shared.campaign.RunLimits;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What the worker asks the {@link Runner} to start.
 *
 * <p>Immutable.
 *
 * @param experiment the experiment's id; with the token it names the run's folder
 * @param token the lease token of the assignment
 * @param base the commit the experiment was made on
 * @param nonce known to this run only: marks its processes and its summary
 * @param command a line for {@code sh -c}
 * @param workspace the directory the command runs in
 * @param limits beyond which its whole tree is killed
 * @param environment added to the allow-listed part of the worker's own; see {@link
 *     ChildEnvironment}
 * @param cores what the run is bound to, where the host can bind; empty: not bound
 * @param surroundings what it may see and reach
 */
public record RunSpec(
    String experiment,
    long token,
    String base,
    String nonce,
    String command,
    Path workspace,
    RunLimits limits,
    Map<String, String> environment,
    Optional<Cores> cores,
    Surroundings surroundings) {

  /** Safe as a file name, as an environment variable and in a line of {@code ps}. */
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]{0,127}");

  public RunSpec {
    named("experiment", experiment);
    named("nonce", nonce);
    if (command.isBlank()) {
      throw new IllegalArgumentException("the run command is empty");
    }
    if (limits.cycle().isNegative() || limits.cycle().isZero()) {
      throw new IllegalArgumentException("the limit must be above zero, not " + limits.cycle());
    }
    environment = Map.copyOf(environment);
  }

  private static void named(String what, String value) {
    if (!NAME.matcher(value).matches()) {
      throw new IllegalArgumentException(
          "the " + what + " '" + value + "' may hold letters, digits, '.', '_' and '-' only");
    }
  }
}
