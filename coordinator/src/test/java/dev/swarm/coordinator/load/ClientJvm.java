package dev.swarm.coordinator.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * How {@link LoadClient}s are started: in virtual machines as small as Java has them, which find
 * their classes ready in an archive, for many of them start at once on few cores.
 *
 * @param classPath of jars only, for no others can be archived
 * @param folder for what they write
 */
record ClientJvm(String classPath, Path folder) {

  /** Makes the archive, by a client that finds no coordinator. */
  static ClientJvm prepare(String classPath, Path folder) throws IOException, InterruptedException {
    ClientJvm jvm = new ClientJvm(classPath, folder);
    Process client =
        new ProcessBuilder(jvm.command("-XX:ArchiveClassesAtExit=", "127.0.0.1:1", "nobody"))
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    client.getOutputStream().close();
    client.waitFor();
    if (Files.notExists(jvm.archive())) {
      throw new IOException("The archive of the clients' classes was not made.");
    }
    return jvm;
  }

  /** Starts a client that writes its errors to the file. */
  Process start(String address, String machine, Path errors) throws IOException {
    return new ProcessBuilder(command("-XX:SharedArchiveFile=", address, machine))
        .redirectError(errors.toFile())
        .start();
  }

  private List<String> command(String archiveOption, String address, String machine) {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        archiveOption + archive(),
        // It would write warnings where the answers are read.
        "-Xlog:disable",
        "-Xmx48m",
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1",
        "-XX:-UsePerfData",
        "-Djava.io.tmpdir=" + folder,
        "-cp",
        classPath,
        LoadClient.class.getName(),
        address,
        machine);
  }

  private Path archive() {
    return folder.resolve("clients.jsa");
  }
}
