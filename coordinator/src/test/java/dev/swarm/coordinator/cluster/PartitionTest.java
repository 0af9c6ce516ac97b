package dev.swarm.coordinator.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three coordinators in networks of their own, connected by TLS with certificates of an authority;
 * the one that decides loses its cables. It runs in a process that is started in a network of its
 * own, {@link FailoverBench}, so that nothing is left behind.
 */
@Timeout(1800)
class PartitionTest {
  /** Set where networks that can't be made must be a failure and not a skipped test. */
  private static final String REQUIRED = "SWARM_REQUIRE_NAMESPACES";

  private static final int WORKERS = 12;
  private static final double FAILOVER_SECONDS = 15;

  @TempDir Path folder;

  @BeforeAll
  static void needsNetworks() throws Exception {
    String missing = missing();
    if (!missing.isEmpty()) {
      String sentence =
          "No networks can be made here (%s); run the tests as root on Linux with iproute2 and util-linux."
              .formatted(missing);
      if (System.getenv(REQUIRED) != null) {
        throw new AssertionError(sentence);
      }
      System.err.println("NOT TESTED: " + sentence);
      Assumptions.abort(sentence);
    }
  }

  @Test
  void stopsAnOwnerThatIsCutOffFromTheOthersWhileItReachesTheDatabase() throws Exception {
    assertGoesOnWithout(Trouble.CUT_FROM_NODES);
  }

  @Test
  void stopsAnOwnerThatIsCutOffFromEverything() throws Exception {
    assertGoesOnWithout(Trouble.CUT_FROM_EVERYTHING);
  }

  private void assertGoesOnWithout(Trouble trouble) throws Exception {
    // PostgreSQL runs as somebody else.
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    List<String> command = new ArrayList<>(NodeNetworks.COMMAND);
    command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "-Xmx256m",
            "-Djava.io.tmpdir=" + folder,
            "-cp",
            System.getProperty("java.class.path"),
            FailoverBench.class.getName(),
            "1",
            trouble.name(),
            Integer.toString(WORKERS),
            "600"));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    // It fails unless the owner has stopped itself, with 1 and a sentence.
    assertThat(process.waitFor()).as(output).isZero();
    JsonNode report = new JsonMapper().readTree(output.substring(output.lastIndexOf("{\"kills\"")));
    assertThat(report.get("stopped_themselves").intValue()).as(output).isOne();
    assertThat(report.get("lost").intValue()).as("acknowledged and lost").isZero();
    assertThat(report.get("restarted").intValue()).as("running and restarted").isZero();
    assertThat(report.get("writers_resumed").intValue()).as("two writers at once").isZero();
    assertThat(report.get("max_seconds").doubleValue()).as(output).isLessThan(FAILOVER_SECONDS);
  }

  /** What is in the way of networks; empty for nothing. */
  private static String missing() throws InterruptedException {
    List<String> attempt = new ArrayList<>(NodeNetworks.COMMAND);
    attempt.addAll(
        List.of(
            "sh",
            "-c",
            "mkdir -p /run/netns && mount -t tmpfs none /run/netns"
                + " && ip netns add probe && ip link add probe type bridge"
                + " && ip link add probe0 type veth peer name probe1 netns probe"));
    try {
      Process process = new ProcessBuilder(attempt).redirectErrorStream(true).start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        return "no answer";
      }
      return process.exitValue() == 0 ? "" : said.strip().lines().findFirst().orElse("refused");
    } catch (IOException absent) {
      return absent.getMessage();
    }
  }
}
