package dev.swarm.trainer.data;

import java.io.IOException;

/** A file with documents in it. It is read from its begin each time, a piece at a time. */
interface DocumentSource {
  /** Takes documents one after the other. */
  @FunctionalInterface
  interface Sink {
    /**
     * Takes a document.
     *
     * @param end part of the source that has been read with this document's end, above 0 to 1
     * @return whether it wants another
     */
    boolean accept(double end, String document) throws IOException;
  }

  /** What to call it in a sentence. */
  String name();

  /** How much of a set of sources it is, in bytes of its file. */
  long size();

  /**
   * Hands over the documents until there are no more or none is wanted.
   *
   * @throws UnusableData where the file is not what it should be
   */
  void read(Sink sink) throws IOException;
}
