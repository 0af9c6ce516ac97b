package dev.swarm.trainer.data;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Downloads shards, several at a time; what one cannot have does not stop the others. */
final class ShardDownloads {
  private final String baseUrl;
  private final Path folder;
  private final int workers;
  private final Download download;

  /**
   * @param baseUrl the shards' address without their names
   * @param workers downloads at a time, at least 1
   */
  ShardDownloads(String baseUrl, Path folder, int workers, Download download) {
    this.baseUrl = baseUrl.endsWith("/") ? baseUrl : baseUrl + "/";
    this.folder = folder;
    this.workers = workers;
    this.download = download;
  }

  /**
   * Gets the shards that are not there.
   *
   * @throws UnusableData where some cannot be had, when all others are there
   * @throws IOException where they cannot be written
   */
  void fetch(List<Integer> numbers) throws IOException, InterruptedException {
    ExecutorService threads = Executors.newFixedThreadPool(workers);
    try {
      List<Future<?>> running = new ArrayList<>();
      for (int number : numbers) {
        String name = Shards.fileName(number);
        running.add(
            threads.submit(
                () -> {
                  download.fetch(URI.create(baseUrl + name), folder.resolve(name));
                  return null;
                }));
      }
      requireAll(running);
    } finally {
      threads.shutdownNow();
    }
  }

  private static void requireAll(List<Future<?>> running) throws IOException, InterruptedException {
    List<Throwable> failures = new ArrayList<>();
    for (Future<?> each : running) {
      try {
        each.get();
      } catch (ExecutionException e) {
        failures.add(e.getCause());
      }
    }
    if (failures.isEmpty()) {
      return;
    }
    if (failures.get(0) instanceof IOException disk) {
      throw disk;
    }
    String first = failures.get(0).getMessage();
    throw new UnusableData(
        failures.size() == 1
            ? first
            : String.format(
                "%d of %d shards could not be had. The first: %s",
                failures.size(), running.size(), first),
        failures.get(0));
  }
}
