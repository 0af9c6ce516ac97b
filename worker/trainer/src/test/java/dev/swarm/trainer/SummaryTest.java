package dev.swarm.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class SummaryTest {
  @Test
  void printsTheSpecificationsBlockToTheLetter() {
    assertThat(summary(Optional.empty()).text())
        .isEqualTo(
            """
            ---
            val_bpb: 0.997900
            training_seconds: 300.1
            total_seconds: 325.9
            peak_vram_mb: 45060.2
            mfu_percent: 39.80
            total_tokens_M: 499.6
            num_steps: 953
            num_params_M: 50.3
            depth: 8
            order0_bits_per_byte: 4.41
            """);
  }

  @Test
  void endsWithTheNonceWhereThereIsOne() {
    assertThat(summary(Optional.of("5f2c")).text()).endsWith("4.41\nnonce: 5f2c\n");
  }

  @Test
  void writesPointsWhateverTheLocale() {
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.GERMANY);
    try {
      assertThat(summary(Optional.empty()).text()).contains("val_bpb: 0.997900\n");
    } finally {
      Locale.setDefault(before);
    }
  }

  private static Summary summary(Optional<String> nonce) {
    return new Summary(
        0.9979, 300.1, 325.9, 45060.2, 39.8, 499_600_000, 953, 50_300_000, 8, 4.41, nonce);
  }
}
