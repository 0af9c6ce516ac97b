package dev.swarm.trainer;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * What the driver's {@code nvidia-smi} says of a GPU. DJL would ask the CUDA runtime, which a
 * machine that has only the driver and PyTorch's own libraries does not offer to others.
 *
 * @param name maker's name
 * @param capability compute capability: 9.0 is Hopper
 * @param usedMegabytes what is taken of its memory now by anybody, in units of 2^20 bytes
 */
record NvidiaGpu(String name, double capability, double usedMegabytes) {
  private static final String FIELDS = "name,compute_cap,memory.used";
  private static final int ANSWER_SECONDS = 30;

  /**
   * The GPUs that this process may use, in the order in which PyTorch numbers them; none where
   * there is no driver.
   *
   * @param environment CUDA_VISIBLE_DEVICES chooses among them and orders them
   */
  static List<NvidiaGpu> all(Map<String, String> environment) {
    String visible = environment.get("CUDA_VISIBLE_DEVICES");
    if (visible == null) {
      return read(ask(List.of()));
    }
    List<NvidiaGpu> gpus = new ArrayList<>();
    for (String id : Arrays.stream(visible.split(",")).map(String::strip).toList()) {
      List<NvidiaGpu> one = id.isEmpty() ? List.of() : read(ask(List.of("-i", id)));
      if (one.isEmpty()) {
        return gpus; // as CUDA does: what comes after one that is not there is not seen either
      }
      gpus.addAll(one);
    }
    return gpus;
  }

  /** Reads the answer, a line of comma-separated fields for each GPU. */
  static List<NvidiaGpu> read(String answer) {
    List<NvidiaGpu> gpus = new ArrayList<>();
    for (String line : answer.lines().toList()) {
      String[] fields = line.split(",");
      if (fields.length == 3) {
        gpus.add(new NvidiaGpu(fields[0].strip(), number(fields[1]), number(fields[2])));
      }
    }
    return gpus;
  }

  /** Some fields are {@code [N/A]} on some GPUs. */
  private static double number(String field) {
    try {
      return Double.parseDouble(field.strip());
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  private static String ask(List<String> which) {
    List<String> command = new ArrayList<>(List.of("nvidia-smi"));
    command.addAll(List.of("--query-gpu=" + FIELDS, "--format=csv,noheader,nounits"));
    command.addAll(which);
    try {
      Process process =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
      String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      boolean ended = process.waitFor(ANSWER_SECONDS, TimeUnit.SECONDS);
      return ended && process.exitValue() == 0 ? answer : "";
    } catch (IOException e) {
      return ""; // no driver, no GPU
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "";
    }
  }
}
