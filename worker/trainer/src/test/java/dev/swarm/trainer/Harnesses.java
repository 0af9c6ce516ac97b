package dev.swarm.trainer;

import dev.swarm.trainer.data.TestData;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Harnesses for the tests of Train.java's parts, several of them in one process. */
public final class Harnesses {
  private static final Path DATA = Path.of("target/test-data-512-32").toAbsolutePath();

  private Harnesses() {}

  public static Harness on(String engine, String mode) {
    try {
      if (!Files.exists(DATA)) {
        TestData.prepare(DATA, 512, 32);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    String[] options = {
      "--engine", engine, "--mode", mode, "--threads", "1", "--data", DATA.toString()
    };
    return new Harness(
        options, Map.of("SWARM_CACHE", Launch.CACHE.toString(), "OMP_NUM_THREADS", "1"));
  }

  /** Whether the engine has a native library for this platform. */
  public static boolean runsHere(String engine) {
    return EngineName.valueOf(engine.toUpperCase(java.util.Locale.ROOT))
        .runsOn(System.getProperty("os.name"), System.getProperty("os.arch"));
  }
}
