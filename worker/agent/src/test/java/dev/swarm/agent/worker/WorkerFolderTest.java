package dev.swarm.agent.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.swarm.shared.text.Complaint;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class WorkerFolderTest {
  @TempDir Path root;

  @Test
  void keepsItsIncarnationOverARestart() throws Exception {
    Path folder = root.resolve("not/there/yet");
    String first;
    try (WorkerFolder life = WorkerFolder.take(folder)) {
      first = life.incarnation();
    }
    try (WorkerFolder life = WorkerFolder.take(folder)) {
      assertThat(life.incarnation()).isEqualTo(first).isNotBlank();
    }
  }

  @Test
  void isAnotherIncarnationInAnotherFolder() throws Exception {
    try (WorkerFolder one = WorkerFolder.take(root.resolve("one"));
        WorkerFolder other = WorkerFolder.take(root.resolve("other"))) {
      assertThat(one.incarnation()).isNotEqualTo(other.incarnation());
    }
  }

  @Test
  void belongsToOneWorkerAtATime() throws Exception {
    try (WorkerFolder taken = WorkerFolder.take(root)) {
      assertThatThrownBy(() -> WorkerFolder.take(taken.path()))
          .isInstanceOf(Complaint.class)
          .hasMessageContaining("Another worker is running in " + root);
    }
    WorkerFolder.take(root).close();
  }
}
