package dev.swarm.agent.probe;

import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a machine is made of.
 *
 * @param operatingSystem such as {@code Linux}
 * @param architecture such as {@code amd64}
 * @param cores that this process may use
 * @param memoryMib of the host
 * @param accelerator its name as the driver gives it; absent when there is none
 * @param acceleratorMemoryMib its own memory; absent when it has none of its own
 */
public record Hardware(
    String operatingSystem,
    String architecture,
    int cores,
    long memoryMib,
    Optional<String> accelerator,
    OptionalLong acceleratorMemoryMib) {

  /**
   * The class of machines that this one's metrics may be compared with: the accelerator's model,
   * {@code apple-silicon}, or {@code cpu-} and the architecture.
   */
  public String hardwareClass() {
    if (accelerator.isPresent()) {
      return slug(accelerator.get());
    }
    if (operatingSystem.startsWith("Mac") && architecture.equals("aarch64")) {
      return "apple-silicon";
    }
    return switch (architecture) {
      case "amd64", "x86_64" -> "cpu-x86";
      case "aarch64" -> "cpu-arm";
      default -> "cpu-" + slug(architecture);
    };
  }

  /** {@code NVIDIA H100 80GB HBM3} is {@code h100}, {@code NVIDIA GeForce RTX 4090} rtx-4090. */
  private static String slug(String name) {
    String model =
        name.toLowerCase(Locale.ROOT)
            .replaceAll("\\b(nvidia|amd|geforce|tesla|radeon|instinct|graphics)\\b", " ")
            .replaceAll("\\b(\\d+\\s*gb|hbm\\w*|pcie|sxm\\d*|nvl|s?xm)\\b.*", " ");
    String dashed = model.replaceAll("[^a-z0-9]+", "-").replaceAll("^-+|-+$", "");
    return dashed.isEmpty() ? "accelerator" : dashed;
  }
}
