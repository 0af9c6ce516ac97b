package dev.swarm.trainer;

import java.util.Locale;
import java.util.Optional;

/**
 * The block that ends a run that was scored, and that nothing but the harness prints: the nine
 * lines of the specification, then what this trainer adds.
 *
 * @param bitsPerByte the score, lower is better
 * @param trainingSeconds budget time used
 * @param totalSeconds from the start of the process to this block
 * @param peakMemoryMegabytes most memory held at any moment, in units of 2^20 bytes; on a CPU the
 *     process's resident memory
 * @param utilizationPercent part of the device's peak arithmetic used, 0 where the peak is unknown
 * @param tokens tokens trained on
 * @param steps optimizer steps
 * @param parameters trained values
 * @param depth layers
 * @param orderZeroEntropy bits per byte of the validation bytes' frequencies
 * @param nonce proof that this run printed the block, where the run was given one
 */
record Summary(
    double bitsPerByte,
    double trainingSeconds,
    double totalSeconds,
    double peakMemoryMegabytes,
    double utilizationPercent,
    long tokens,
    int steps,
    long parameters,
    int depth,
    double orderZeroEntropy,
    Optional<String> nonce) {
  /** Names the variable with the nonce of a run. */
  static final String NONCE = "SWARM_NONCE";

  /** The block's lines, each ended by a newline. */
  String text() {
    String block =
        String.format(
            Locale.ROOT,
            """
            ---
            val_bpb: %.6f
            training_seconds: %.1f
            total_seconds: %.1f
            peak_vram_mb: %.1f
            mfu_percent: %.2f
            total_tokens_M: %.1f
            num_steps: %d
            num_params_M: %.1f
            depth: %d
            order0_bits_per_byte: %.2f
            """,
            bitsPerByte,
            trainingSeconds,
            totalSeconds,
            peakMemoryMegabytes,
            utilizationPercent,
            tokens / 1e6,
            steps,
            parameters / 1e6,
            depth,
            orderZeroEntropy);
    return block + nonce.map(value -> "nonce: " + value + "\n").orElse("");
  }
}
