package dev.swarm.trainer;

import dev.swarm.trainer.data.TokenBatch;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Map;

/**
 * The side of a verification that loads the experiment: makes the model, untrained and without any
 * data, puts the saved weights into it, and answers tokens with logits, until its input ends.
 *
 * <p>Everything is in big-endian 32-bit words. It reads the vocabulary's size and the sequence
 * length, writes {@link #READY}; then for each number of rows and that many rows of tokens it
 * writes the logits of every position.
 */
final class ModelServer {
  /** Names the folder of the weights, and has a run serve them instead of training. */
  static final String VARIABLE = "SWARM_SERVE_WEIGHTS";

  /** Says that the model stands. */
  static final int READY = 0x5EAD10E5;

  private ModelServer() {}

  static void serve(String[] arguments, Map<String, String> environment, Training training)
      throws IOException {
    DataOutputStream out = new DataOutputStream(new FileOutputStream(FileDescriptor.out));
    System.setOut(System.err);
    DataInputStream in = new DataInputStream(new BufferedInputStream(System.in));
    int vocabSize = in.readInt();
    int columns = in.readInt();
    Harness harness = Harness.withoutData(arguments, environment, vocabSize, columns);
    TrainedModel trained = training.train(harness);
    WeightsFile.load(Path.of(environment.get(VARIABLE)), harness.manager(), trained.weights());
    Scorer scorer = harness.scorer(trained.model());
    out.writeInt(READY);
    while (true) {
      int rows;
      try {
        rows = in.readInt();
      } catch (EOFException end) {
        return;
      }
      int[] tokens = new int[rows * columns];
      ByteBuffer read = ByteBuffer.wrap(in.readNBytes(tokens.length * Integer.BYTES));
      read.asIntBuffer().get(tokens);
      float[] logits = scorer.logits(new TokenBatch(rows, columns, tokens, tokens, 0));
      ByteBuffer answer = ByteBuffer.allocate(logits.length * Float.BYTES);
      answer.asFloatBuffer().put(logits);
      out.write(answer.array());
    }
  }
}
