package dev.swarm.coordinator.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenTest {
  @TempDir Path folder;

  @Test
  void isMadeOnceAndThenRead() throws IOException {
    Token made = Token.readOrCreate(folder.resolve("token"));
    String text = Files.readString(folder.resolve("token"));
    Token read = Token.readOrCreate(folder.resolve("token"));
    Token other = Token.readOrCreate(folder.resolve("other"));

    assertThat(Files.readString(folder.resolve("token"))).isEqualTo(text);
    assertThat(made.matches(text.strip())).isTrue();
    assertThat(read.matches(text.strip())).isTrue();
    assertThat(other.matches(text.strip())).isFalse();
  }

  @Test
  void matchesItselfAndNothingElse() throws IOException {
    Files.writeString(folder.resolve("token"), "  correct-horse-battery \n");
    Token token = Token.readOrCreate(folder.resolve("token"));

    assertThat(token.matches("correct-horse-battery")).isTrue();
    for (String wrong :
        new String[] {
          "", "correct-horse-batter", "correct-horse-batteryy", "CORRECT-HORSE-BATTERY"
        }) {
      assertThat(token.matches(wrong)).as(wrong).isFalse();
    }
  }

  @Test
  void isNeverBlank() {
    assertThatThrownBy(() -> Token.of(" ")).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void refusesAnEmptyFile() throws IOException {
    Path file = Files.writeString(folder.resolve("token"), "\n");

    assertThatThrownBy(() -> Token.readOrCreate(file))
        .isInstanceOf(IOException.class)
        .hasMessage("The token file %s is empty; remove it to get a new token.".formatted(file));
  }

  @Test
  void refusesWhatCouldBeGuessed() throws IOException {
    Path file = Files.writeString(folder.resolve("token"), "correct-horse");

    assertThatThrownBy(() -> Token.readOrCreate(file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("could be guessed");
  }
}
