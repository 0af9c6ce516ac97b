package dev.swarm.coordinator.cli;

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
    if (tokenFile != null && Files.notExists(tokenFile)) {
      throw new Complaint(
          "There is no file %s; copy the token there from the coordinator's folder, or name another with --token-file."
              .formatted(tokenFile));
    }
    Path file = tokenFile != null ? tokenFile : StateFolder.token(folder);
    String token = read(file, "There is no token in");
    if (token.isEmpty()) {
      throw new Complaint(
          "The token file %s is empty; copy it from the coordinator's folder.".formatted(file));
    }
    return token;
  }

  private List<CoordinatorAddress> coordinators() {
    try {
      return CoordinatorAddress.parseAll(
          address != null ? address : read(StateFolder.address(folder), "No coordinator runs on"));
    } catch (IllegalArgumentException wrong) {
      throw new ParameterException(spec.commandLine(), wrong.getMessage());
    }
  }

  private String read(Path file, String absent) {
    try {
      return Files.readString(file).strip();
    } catch (NoSuchFileException missing) {
      throw new Complaint(
          "%s %s; start one, or name another with --dir, or with --coordinator and --token-file."
              .formatted(absent, file.getParent() == null ? file : file.getParent()));
    } catch (IOException unreadable) {
      throw new Complaint("%s can't be read: %s".formatted(file, unreadable.getMessage()));
    }
  }
}
