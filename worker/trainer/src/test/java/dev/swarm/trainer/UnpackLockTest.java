package dev.swarm.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class UnpackLockTest {
  @TempDir Path folder;

  @Test
  void leavesTheMarkerOnlyWhenLoadingHasWorked() {
    Path cache = folder.resolve("djl");
    assertThatThrownBy(
            () ->
                UnpackLock.once(
                    cache,
                    "engine",
                    () -> {
                      throw new IllegalStateException("killed");
                    }))
        .isInstanceOf(IllegalStateException.class);
    assertThat(cache.resolve("engine.unpacked")).doesNotExist();
    assertThat(UnpackLock.once(cache, "engine", () -> 5)).isEqualTo(5);
    assertThat(cache.resolve("engine.unpacked")).exists();
  }

  @Test
  void namesACacheFolderThatCannotBeMade() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");
    assertThatThrownBy(() -> UnpackLock.once(file.resolve("djl"), "engine", () -> 5))
        .isInstanceOf(Refusal.class)
        .hasMessageContaining("name another in SWARM_CACHE");
  }
}
