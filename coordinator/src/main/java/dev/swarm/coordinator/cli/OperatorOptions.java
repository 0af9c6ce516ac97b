package dev.swarm.coordinator.cli;

import dev.swarm.access.TokenFile;
import dev.swarm.coordinator.server.Coordinator;
import dev.swarm.coordinator.server.StateFolder;
import dev.swarm.shared.text.Complaint;
import dev.swarm.shared.text.CoordinatorAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Where the coordinator is and how to prove that one may ask it; for commands that ask. */
public final class OperatorOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--coordinator",
      paramLabel = "HOST:PORT",
      description =
          "The coordinator, or all of a cluster with commas between them; the first that answers is asked (default: the one of --dir).")
  private String address;

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      description = "The swarm's token (default: the one in --dir).")
  private Path tokenFile;

  @Option(
      names = "--dir",
      paramLabel = "DIR",
      description = "Folder of a coordinator on this machine (default: ~/.swarm).")
  private Path folder = Coordinator.defaultFolder();

  /** Connects; nothing is sent before the first call. */
  OperatorClient connect() {
    return new OperatorClient(coordinators(), token());
  }

  private String token() {
    if (tokenFile != null) {
      return TokenFile.read(tokenFile);
    }
    Path file = StateFolder.token(folder);
    if (Files.notExists(file)) {
      throw absent("There is no token in", file);
    }
    return TokenFile.read(file);
  }

  private List<CoordinatorAddress> coordinators() {
    try {
      return CoordinatorAddress.parseAll(address != null ? address : address());
    } catch (IllegalArgumentException wrong) {
      throw new ParameterException(spec.commandLine(), wrong.getMessage());
    }
  }

  private String address() {
    Path file = StateFolder.address(folder);
    try {
      return Files.readString(file).strip();
    } catch (NoSuchFileException missing) {
      throw absent("No coordinator runs on", file);
    } catch (IOException unreadable) {
      throw new Complaint("%s can't be read: %s".formatted(file, unreadable.getMessage()));
    }
  }

  private static Complaint absent(String what, Path file) {
    return new Complaint(
        "%s %s; start one, or name another with --dir, or with --coordinator and --token-file."
            .formatted(what, file.getParent() == null ? file : file.getParent()));
  }
}
