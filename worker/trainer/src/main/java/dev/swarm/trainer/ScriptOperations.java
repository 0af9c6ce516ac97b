package dev.swarm.trainer;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * The operations of PyTorch's fast modes: fused attention, a cross-entropy that never holds more
 * than a slice of the logits, a fused optimizer step, and, if asked for, matrix products in
 * bfloat16 with sums and everything else in float32.
 */
final class ScriptOperations extends ArrayOperations {
  /** Logits that are held at a time on a CPU: about as many as its cache takes. */
  private static final long CPU_SLICE = 1L << 21;

  /** And on a GPU, which wants much to do at once: a gibibyte of them. */
  private static final long GPU_SLICE = 1L << 28;

  /** A cap up to which no exponential overflows, so that none needs the maximum subtracted. */
  private static final double LARGEST_CAP = 60;

  private final TorchScript script;
  private final NDManager manager;
  private final boolean bfloat16;

  ScriptOperations(NDManager manager, boolean bfloat16) {
    super(manager, EngineName.PYTORCH);
    this.manager = manager;
    this.bfloat16 = bfloat16;
    // PyTorch's numbers of the types: 6 is float32, 15 is bfloat16.
    String added =
        bfloat16
            ? "torch.add_(weight_gradient, torch.matmul(torch.t(gradient), torch.to(shared, 15)))"
            : "torch.addmm_(weight_gradient, torch.t(gradient), shared)";
    String code = code().replace("DTYPE", bfloat16 ? "15" : "6");
    this.script = new TorchScript(manager, code.replace("WEIGHT_GRADIENT", added));
  }

  @Override
  public NDArray linear(NDArray x, NDArray weight) {
    return bfloat16 ? script.call("linear", x, weight) : super.linear(x, weight);
  }

  @Override
  public NDArray logits(NDArray x, NDArray unembedding, double softcap) {
    NDArray products = linear(x, unembedding);
    return capped(bfloat16 ? script.call("exact", products) : products, softcap);
  }

  @Override
  public NDArray products(NDArray left, NDArray right) {
    return bfloat16 ? script.call("products", left, right) : super.products(left, right);
  }

  @Override
  public NDArray rmsNorm(NDArray x) {
    return script.call("rms_norm", x, number(EPSILON));
  }

  @Override
  public NDArray attention(NDArray queries, NDArray keys, NDArray values, int window) {
    long columns = queries.getShape().get(1);
    return window >= columns
        ? script.call("causal_attention", queries, keys, values)
        : script.call("attention", queries, keys, values, mask(1, columns, window));
  }

  @Override
  public NDArray crossEntropy(NDArray x, NDArray unembedding, NDArray targets, double softcap) {
    if (softcap > LARGEST_CAP) {
      return super.crossEntropy(x, unembedding, targets, softcap);
    }
    long logits = manager.getDevice().equals(Device.cpu()) ? CPU_SLICE : GPU_SLICE;
    long rows = Math.max(1, logits / unembedding.getShape().get(0));
    return script.call("cross_entropy", x, unembedding, targets, number(softcap), number(rows));
  }

  @Override
  public void adamW(NDArray weight, NDArray gradient, NDArray mean, NDArray square, AdamStep step) {
    NDArray numbers =
        numbers()
            .create(
                new double[] {
                  step.rate(), step.beta1(), step.beta2(), step.epsilon(), step.decay()
                });
    NDArray number = manager.create((float) step.number());
    // As lists: PyTorch does not see that the function writes to single arrays, and drops it.
    NDArray[] lists = {weight, gradient, mean, square, number};
    String[] arguments = {"weights[]", "gradients[]", "means[]", "squares[]", "numbers[]"};
    for (int i = 0; i < lists.length; i++) {
      lists[i].setName(arguments[i]); // which has DJL make a list argument of it
    }
    script.apply("adamw", weight, gradient, mean, square, number, numbers);
    for (NDArray array : lists) {
      array.setName(null);
    }
  }

  private static String code() {
    try (InputStream in = ScriptOperations.class.getResourceAsStream("operations.torchscript")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
