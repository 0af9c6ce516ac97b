package dev.swarm.trainer;

import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValueUtils;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Functions in TorchScript, PyTorch's own language, which reach what DJL's arrays do not. The
 * archive that PyTorch loads is written here: a zip of stored entries with the class's text, a
 * pickle of one object of it and the format's version.
 *
 * <p>One thread, as everything that computes gradients.
 */
final class TorchScript {
  private static final String CLASS = "Operations";

  private final Model model;
  private final PtSymbolBlock module;
  private final Map<String, NDArray> names = new HashMap<>();
  private final NDManager manager;

  /**
   * @param code the class {@code Operations}, as text
   */
  TorchScript(NDManager manager, String code) {
    this.manager = manager;
    this.model = Model.newInstance(CLASS, manager.getDevice(), EngineName.PYTORCH.djlName());
    try {
      model.load(new ByteArrayInputStream(archive(code)), Map.of("trainParam", "true"));
    } catch (IOException | MalformedModelException e) {
      throw new IllegalStateException(e);
    }
    this.module = (PtSymbolBlock) model.getBlock();
  }

  /** Calls a function and records it for the gradient where one is being recorded. */
  NDArray call(String function, NDArray... arguments) {
    return call(true, function, arguments);
  }

  /** Calls a function without recording it; it may write to its arguments. */
  void apply(String function, NDArray... arguments) {
    call(false, function, arguments).close();
  }

  private NDArray call(boolean recorded, String function, NDArray... arguments) {
    NDList list = new NDList(arguments);
    list.add(names.computeIfAbsent(function, this::name));
    return IValueUtils.forward(module, list, recorded).singletonOrThrow();
  }

  /** DJL takes the name of the function from the name of an array. */
  private NDArray name(String function) {
    NDArray array = manager.create(0f);
    NDScope.unregister(array);
    array.setName("module_method:" + function);
    return array;
  }

  private static byte[] archive(String code) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      store(zip, "data.pkl", pickle());
      store(zip, "code/__torch__.py", code.getBytes(StandardCharsets.UTF_8));
      store(zip, "constants.pkl", new byte[] {(byte) 0x80, 2, ')', '.'});
      store(zip, "version", "3\n".getBytes(StandardCharsets.US_ASCII));
      store(zip, "byteorder", "little".getBytes(StandardCharsets.US_ASCII));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** An object of the class whose one attribute, {@code training}, is true (protocol 2). */
  private static byte[] pickle() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(new byte[] {(byte) 0x80, 2});
    out.writeBytes(("c__torch__\n" + CLASS + "\n").getBytes(StandardCharsets.US_ASCII));
    out.writeBytes(new byte[] {'q', 0, ')', (byte) 0x81, '}', '('});
    out.writeBytes(new byte[] {'X', 8, 0, 0, 0});
    out.writeBytes("training".getBytes(StandardCharsets.US_ASCII));
    out.writeBytes(new byte[] {'q', 1, (byte) 0x88, 'u', 'b', 'q', 2, '.'});
    return out.toByteArray();
  }

  private static void store(ZipOutputStream zip, String name, byte[] content) throws IOException {
    CRC32 checksum = new CRC32();
    checksum.update(content);
    ZipEntry entry = new ZipEntry("operations/" + name);
    entry.setMethod(ZipEntry.STORED);
    entry.setSize(content.length);
    entry.setCrc(checksum.getValue());
    zip.putNextEntry(entry);
    zip.write(content);
    zip.closeEntry();
  }
}
