package dev.swarm.trainer.data;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Gathers documents until there are enough to share out among the cores. */
final class Batching implements DocumentSource.Sink {
  private static final int DOCUMENTS = 1024;
  private static final int CHARACTERS = 1 << 21;

  /** Takes documents, many at a time. */
  @FunctionalInterface
  interface Sink {
    /** Whether it wants more. */
    boolean accept(List<String> documents) throws IOException;
  }

  private final Sink sink;
  private final List<String> documents = new ArrayList<>();
  private int characters;

  private Batching(Sink sink) {
    this.sink = sink;
  }

  /** Reads a part, many documents at a time. */
  static void read(Part part, Sink sink) throws IOException {
    Batching batching = new Batching(sink);
    part.read(batching);
    batching.flush();
  }

  @Override
  public boolean accept(double end, String document) throws IOException {
    documents.add(document);
    characters += document.length();
    return documents.size() < DOCUMENTS && characters < CHARACTERS || flush();
  }

  private boolean flush() throws IOException {
    boolean wanted = documents.isEmpty() || sink.accept(List.copyOf(documents));
    documents.clear();
    characters = 0;
    return wanted;
  }
}
