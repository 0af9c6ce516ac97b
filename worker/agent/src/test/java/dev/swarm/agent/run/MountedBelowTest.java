package dev.swarm.agent.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.swarm.agent.sandbox.Sandbox;
import dev.swarm.agent.sandbox.SandboxProbe;
import dev.swarm.agent.sandbox.View;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A container's runtime mounts a GPU's driver file by file below /usr; the kernel then shows no
 * part of it to a sandbox that doesn't take what is mounted below along.
 */
@EnabledOnOs(OS.LINUX)
@Timeout(300)
final class MountedBelowTest {
  /** Mounts something at $0 where only this process sees it, and goes on as the command. */
  private static final String MOUNTED =
      "mount -t tmpfs below \"$0\" && echo driver >\"$0/library\" && exec \"$@\"";

  @TempDir Path folder;

  static List<Sandbox> everySandbox() throws IOException {
    return SandboxProbe.candidates(System.getenv("PATH"));
  }

  @ParameterizedTest
  @MethodSource("everySandbox")
  void showsReadOnlyWhatIsMountedBelowWhatItShows(Sandbox sandbox) throws Exception {
    Path readable = Files.createDirectories(folder.resolve("with a blank"));
    Path below = Files.createDirectories(readable.resolve("mounted below"));
    Path work = Files.createDirectories(folder.resolve("work"));
    View view =
        new View(
            work,
            work,
            List.of(),
            List.of(readable),
            List.of(),
            folder.resolve("home"),
            folder.resolve("home"),
            folder.resolve("tmp"),
            OptionalLong.of(1 << 20),
            false);
    sandbox.prepare(view);
    List<String> command = new ArrayList<>(List.of("unshare", "--user", "--map-root-user"));
    command.addAll(List.of("--mount", "sh", "-c", MOUNTED, below.toString()));
    String look = "cat \"$0/library\"; touch \"$0/mine\" 2>/dev/null || echo read-only";
    command.addAll(sandbox.command(view, List.of("sh", "-c", look, below.toString())));

    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(process.waitFor()).as(said).isZero();
    assertThat(said).isEqualTo("driver\nread-only\n");
  }
}
