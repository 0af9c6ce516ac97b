package dev.swarm.agent.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ProgramCheckTest {
  @TempDir Path folder;
  private Path jar;
  private ProgramCheck check;

  @BeforeEach
  void install() throws Exception {
    jar = Files.writeString(folder.resolve("trainer.jar"), "the trainer");
    Files.createSymbolicLink(folder.resolve("latest"), Path.of("trainer.jar"));
    check =
        new ProgramCheck(
            List.of(folder, folder.resolve("missing")), System.getenv("PATH"), Clock.systemUTC());
  }

  @Test
  void hashesByItselfWhereTheHostHasNoProgramForIt() throws Exception {
    assertThat(FileHashes.of(List.of(jar), "/nowhere"))
        .isEqualTo(FileHashes.of(List.of(jar), System.getenv("PATH")))
        .containsOnlyKeys(jar);
  }

  @Test
  void findsNothingWhereNothingChanged() throws Exception {
    Files.setLastModifiedTime(jar, FileTime.fromMillis(5));

    assertThat(check.changed()).isEmpty();
  }

  @Test
  void seesAChangeThatKeepsSizeAndTime() throws Exception {
    FileTime before = Files.getLastModifiedTime(jar);
    Files.writeString(jar, "the trainee");
    Files.setLastModifiedTime(jar, before);

    assertThat(check.changed()).containsExactly(jar.toString());
  }

  @Test
  void seesWhatIsAddedRemovedOrLinkedElsewhere() throws Exception {
    Path added = Files.writeString(folder.resolve("added.jar"), "more");
    Path link = folder.resolve("latest");
    Files.delete(link);
    Files.createSymbolicLink(link, added);

    assertThat(check.changed()).containsExactly(added.toString(), link.toString());
    Files.delete(jar);
    assertThat(check.changed()).contains(jar.toString());
  }
}
