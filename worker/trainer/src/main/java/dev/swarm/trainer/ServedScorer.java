package dev.swarm.trainer;

import dev.swarm.trainer.data.TokenBatch;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * A model in another process, {@link ModelServer}. It is sent inputs and never targets; what its
 * logits are worth is computed here, in double precision and without an engine.
 */
final class ServedScorer implements Scorer {
  private final Process process;
  private final DataOutputStream out;
  private final DataInputStream in;
  private final int vocabSize;

  ServedScorer(Process process, int vocabSize, int columns) {
    this.process = process;
    this.out = new DataOutputStream(new BufferedOutputStream(process.getOutputStream()));
    this.in = new DataInputStream(process.getInputStream());
    this.vocabSize = vocabSize;
    try {
      out.writeInt(vocabSize);
      out.writeInt(columns);
      out.flush();
      if (in.readInt() != ModelServer.READY) {
        throw new Refusal(
            Refusal.FAILED, "The model's process wrote to its output, which is for logits.");
      }
    } catch (IOException e) {
      throw ended();
    }
  }

  @Override
  public float[] logits(TokenBatch batch) {
    try {
      out.writeInt(batch.rows());
      for (int token : batch.inputs()) {
        out.writeInt(token);
      }
      out.flush();
      int wanted = batch.inputs().length * vocabSize;
      byte[] answer = in.readNBytes(wanted * Float.BYTES);
      if (answer.length < wanted * Float.BYTES) {
        throw ended();
      }
      float[] logits = new float[wanted];
      ByteBuffer.wrap(answer).asFloatBuffer().get(logits);
      return logits;
    } catch (IOException e) {
      throw ended();
    }
  }

  @Override
  public float[] nats(TokenBatch batch) {
    float[] logits = logits(batch);
    float[] nats = new float[batch.targets().length];
    for (int i = 0; i < nats.length; i++) {
      nats[i] = (float) nats(logits, i * vocabSize, batch.targets()[i]);
    }
    return nats;
  }

  /** {@code log(sum(exp(l - max))) - (l[target] - max)}. */
  private double nats(float[] logits, int begin, int target) {
    float largest = Float.NEGATIVE_INFINITY;
    for (int i = begin; i < begin + vocabSize; i++) {
      largest = Math.max(largest, logits[i]);
    }
    double sum = 0;
    for (int i = begin; i < begin + vocabSize; i++) {
      sum += Math.exp(logits[i] - largest);
    }
    return Math.log(sum) - (logits[begin + target] - largest);
  }

  private Refusal ended() {
    try {
      return new Refusal(
          Refusal.FAILED,
          "The model's process ended before it had answered, with exit code "
              + process.waitFor()
              + ".");
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
