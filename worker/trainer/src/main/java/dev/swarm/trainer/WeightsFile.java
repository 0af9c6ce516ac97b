package dev.swarm.trainer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * The trained weights in a folder, in DJL's own format, which any engine reads. The file appears
 * whole or not at all, also after a crash.
 */
final class WeightsFile {
  /** Names the folder in which a run leaves its weights; without it none are saved. */
  static final String VARIABLE = "SWARM_WEIGHTS";

  private static final String NAME = "weights.ndlist";

  private WeightsFile() {}

  static Path in(Path folder) {
    return folder.resolve(NAME);
  }

  static void save(Path folder, NDList weights) throws IOException {
    Files.createDirectories(folder);
    Path temporary = Files.createTempFile(folder, NAME, ".tmp");
    try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
      OutputStream out = Channels.newOutputStream(channel);
      weights.encode(out);
      channel.force(true);
    }
    Files.move(
        temporary, in(folder), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /**
   * Puts saved values into a model's arrays.
   *
   * @throws Refusal where they are not this model's
   */
  static void load(Path folder, NDManager manager, NDList weights) throws IOException {
    try (NDManager loading = manager.newSubManager();
        InputStream in = new BufferedInputStream(Files.newInputStream(in(folder)))) {
      NDList saved = NDList.decode(loading, in);
      boolean fits = saved.size() == weights.size();
      for (int i = 0; fits && i < saved.size(); i++) {
        fits = saved.get(i).getShape().equals(weights.get(i).getShape());
      }
      if (!fits) {
        throw new Refusal(
            Refusal.FAILED,
            "The weights in " + folder + " are not of the model that the source file makes.");
      }
      for (int i = 0; i < saved.size(); i++) {
        NDArray weight = weights.get(i);
        weight.muli(0).addi(saved.get(i));
      }
    }
  }
}
