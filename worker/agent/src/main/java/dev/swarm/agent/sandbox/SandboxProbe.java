package dev.swarm.agent.sandbox;

import dev.swarm.agent.disk.Programs;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/**
 * Finds the best sandbox of this host by trying each: a program that is there says little, since
 * kernels and containers may refuse what it needs.
 *
 * @param sandbox the best that worked
 * @param warning one sentence for people where that is none at all; absent otherwise
 */
public record SandboxProbe(Sandbox sandbox, Optional<String> warning) {
  /** Much, for a busy host must not look like one without a sandbox. */
  private static final long SECONDS = 60;

  /**
   * Looks once, when a worker starts.
   *
   * @param path as in the environment variable PATH
   * @param scratch a folder that may be written to
   */
  public static SandboxProbe look(String path, Path scratch) throws IOException {
    List<String> refusals = new ArrayList<>();
    for (Sandbox candidate : candidates(path)) {
      Optional<String> refusal = refusal(candidate, scratch);
      if (refusal.isEmpty()) {
        return new SandboxProbe(candidate, Optional.empty());
      }
      refusals.add(candidate.level().word() + ": " + refusal.get());
    }
    return new SandboxProbe(new OpenSandbox(), Optional.of(warning(refusals)));
  }

  /** No sandbox at all, for code that is trusted. */
  public static Sandbox none() {
    return new OpenSandbox();
  }

  /**
   * Every sandbox whose programs are there, the best first; the kernel may still refuse it.
   *
   * @param path as in the environment variable PATH
   */
  public static List<Sandbox> candidates(String path) throws IOException {
    List<Sandbox> candidates = new ArrayList<>();
    Signals signals = new Signals(Programs.find(path, "env").filter(SandboxProbe::knowsSignals));
    Programs.find(path, "bwrap")
        .ifPresent(program -> candidates.add(new Bubblewrap(program, signals)));
    Optional<String> unshare = Programs.find(path, "unshare");
    if (unshare.isPresent() && Programs.find(path, "setpriv").isPresent()) {
      candidates.add(
          new Namespaces(unshare.get(), Programs.find(path, "sh").orElse("/bin/sh"), signals));
    }
    Programs.find(path, "sandbox-exec").ifPresent(program -> candidates.add(new Seatbelt(program)));
    return candidates;
  }

  private static String warning(List<String> refusals) {
    String why =
        refusals.isEmpty()
            ? "neither bubblewrap nor unshare is here; install bubblewrap"
            : String.join("; ", refusals);
    return "Experiments run without a sandbox: they can read this user's files and reach the network (%s)."
        .formatted(why);
  }

  /** Why it does not work here; absent when it does. */
  private static Optional<String> refusal(Sandbox sandbox, Path scratch) throws IOException {
    Path place = scratch.toAbsolutePath();
    Path work = Files.createDirectories(place.resolve("work"));
    View view =
        new View(
            work,
            work,
            List.of(),
            List.of(),
            List.of(),
            place.resolve("home"),
            place.resolve("home"),
            place.resolve("tmp"),
            OptionalLong.of(1 << 20),
            false);
    sandbox.prepare(view);
    return failure(sandbox.command(view, List.of("sh", "-c", "exit 0")));
  }

  private static boolean knowsSignals(String env) {
    try {
      return failure(List.of(env, "--ignore-signal=TERM", "--default-signal=TERM", "true"))
          .isEmpty();
    } catch (IOException unstartable) {
      return false;
    }
  }

  private static Optional<String> failure(List<String> command) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.redirectInput(new File("/dev/null"));
    Process process = builder.start();
    try {
      if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        return Optional.of("it did not answer");
      }
    } catch (InterruptedException stop) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      return Optional.of("it was not waited for");
    }
    if (process.exitValue() == 0) {
      return Optional.empty();
    }
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return Optional.of(
        said.lines().findFirst().orElse("it ended with " + process.exitValue()).strip());
  }
}
