package dev.swarm.coordinator.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class StyleTest {
  /** Gives a program a terminal; part of util-linux. */
  private static final Path SCRIPT = Path.of("/usr/bin/script");

  /** Settings of whoever runs the tests: of colours, and those that make a JVM say more. */
  private static final Set<String> OWN =
      Set.of(
          "NO_COLOR",
          "CLICOLOR",
          "CLICOLOR_FORCE",
          "ConEmuANSI",
          "JAVA_TOOL_OPTIONS",
          "JDK_JAVA_OPTIONS",
          "_JAVA_OPTIONS");

  public static void main(String[] args) {
    System.out.print(Style.ofOutput());
  }

  @Test
  void coloursOnlyForATerminal() {
    assertThat(Style.PLAIN.red("x") + Style.PLAIN.bold("x")).isEqualTo("xx");
    assertThat(Style.TERMINAL.red("x")).isEqualTo("\u001b[31mx\u001b[0m");
  }

  @Test
  void isPlainWhereThereIsNoTerminal() throws Exception {
    assertThat(styleOf(java(), Map.of())).isEqualTo("PLAIN");
  }

  @Test
  void obeysNoColorOnATerminal() throws Exception {
    assumeTrue(
        System.getProperty("os.name").equals("Linux") && Files.isExecutable(SCRIPT),
        "needs script of util-linux");

    String[] onTerminal = {SCRIPT.toString(), "-qec", String.join(" ", java()), "/dev/null"};
    assertThat(styleOf(onTerminal, Map.of())).isEqualTo("TERMINAL");
    assertThat(styleOf(onTerminal, Map.of("NO_COLOR", "1"))).isEqualTo("PLAIN");
  }

  private static String[] java() {
    return new String[] {
      Path.of(System.getProperty("java.home"), "bin", "java").toString(),
      "-XX:TieredStopAtLevel=1",
      "-cp",
      System.getProperty("java.class.path"),
      StyleTest.class.getName()
    };
  }

  private static String styleOf(String[] command, Map<String, String> environment)
      throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
            .redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().keySet().removeAll(OWN);
    builder.environment().putAll(Map.of("TERM", "xterm", "SHELL", "/bin/sh"));
    builder.environment().putAll(environment);
    Process process = builder.start();
    String printed = new String(process.getInputStream().readAllBytes()).strip();
    assertThat(process.waitFor()).isZero();
    return printed;
  }
}
