package dev.swarm.trainer.data;

/** Is told how downloads get on, by many threads. */
interface DownloadProgress {
  /**
   * A connection begins to bring a file's bytes.
   *
   * @param have bytes that are there already
   * @param total bytes of the whole file, -1 where that is not known
   */
  void begins(String file, long have, long total);

  void received(String file, int bytes);

  /** A file is there, whole. */
  void done(String file);
}
