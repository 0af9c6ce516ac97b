package dev.swarm.cli;

import dev.swarm.agent.cli.WorkerCommand;
import dev.swarm.cli.demo.DemoCommand;
import dev.swarm.coordinator.cli.ApproveCommand;
import dev.swarm.coordinator.cli.BranchesCommand;
import dev.swarm.coordinator.cli.CompareCommand;
import dev.swarm.coordinator.cli.CoordinatorCommand;
import dev.swarm.coordinator.cli.DiffCommand;
import dev.swarm.coordinator.cli.DrainCommand;
import dev.swarm.coordinator.cli.ExportCommand;
import dev.swarm.coordinator.cli.ImportCommand;
import dev.swarm.coordinator.cli.InitCommand;
import dev.swarm.coordinator.cli.LogCommand;
import dev.swarm.coordinator.cli.PauseCommand;
import dev.swarm.coordinator.cli.PromoteCommand;
import dev.swarm.coordinator.cli.ResumeCommand;
import dev.swarm.coordinator.cli.ShowCommand;
import dev.swarm.coordinator.cli.SimulateCommand;
import dev.swarm.coordinator.cli.StatusCommand;
import dev.swarm.shared.text.Complaint;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.util.logging.Level;
import java.util.logging.Logger;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The swarm program: mounts the commands of coordinator and worker. */
@Command(
    name = "swarm",
    description = "A swarm of machines that does ML research by itself.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    subcommands = {
      DemoCommand.class,
      InitCommand.class,
      CoordinatorCommand.class,
      WorkerCommand.class,
      StatusCommand.class,
      LogCommand.class,
      BranchesCommand.class,
      CompareCommand.class,
      DiffCommand.class,
      ShowCommand.class,
      ApproveCommand.class,
      PromoteCommand.class,
      PauseCommand.class,
      ResumeCommand.class,
      DrainCommand.class,
      ImportCommand.class,
      ExportCommand.class,
      SimulateCommand.class,
      VersionCommand.class,
      HelpCommand.class
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  swarm demo                          a whole swarm on this machine, in a few minutes",
      "  swarm init my-campaign              the default campaign as a git repository",
      "  swarm coordinator my-campaign       serve it",
      "  swarm worker --coordinator HOST:PORT  run experiments on this machine",
      "  swarm prepare                       the reference data set, ready to train on",
      "  swarm train Train.java              one run by hand, without a swarm"
    })
public final class Main {
  /** When set, the process stops as soon as its standard input ends: its parent is gone. */
  public static final String STOP_WITH_PARENT = "SWARM_STOP_WITH_PARENT";

  /** What it has to say, the commands say in a sentence. Held, for its level would be forgotten. */
  private static final Logger GRPC = Logger.getLogger("io.grpc");

  private Main() {}

  /** Runs one command; exits with 0 for success, 1 for failure, 2 for wrong usage. */
  public static void main(String[] arguments) {
    if (System.getenv(STOP_WITH_PARENT) != null) {
      stopWithParent();
    }
    GRPC.setLevel(Level.SEVERE);
    System.exit(commandLine().execute(arguments));
  }

  static CommandLine commandLine() {
    return new CommandLine(new Main())
        .setExecutionExceptionHandler(Main::complain)
        .setParameterExceptionHandler(Main::explainUsage)
        .setCaseInsensitiveEnumValuesAllowed(true);
  }

  /** One sentence, what was probably meant, and where to read on; not the whole usage. */
  private static int explainUsage(ParameterException wrong, String[] arguments) {
    PrintWriter err = wrong.getCommandLine().getErr();
    err.println(wrong.getCommandLine().getColorScheme().errorText(wrong.getMessage()));
    UnmatchedArgumentException.printSuggestions(wrong, err);
    err.printf("See: %s --help%n", wrong.getCommandLine().getCommandSpec().qualifiedName());
    return CommandLine.ExitCode.USAGE;
  }

  private static int complain(
      Exception failure, CommandLine command, CommandLine.ParseResult arguments) {
    if (failure instanceof Complaint) {
      Ansi ansi = command.getColorScheme().ansi();
      command.getErr().println(ansi.new Text("@|red " + plain(failure.getMessage()) + "|@"));
    } else {
      command.getErr().println("This should not happen; please report it with what follows.");
      failure.printStackTrace(command.getErr());
    }
    return CommandLine.ExitCode.SOFTWARE;
  }

  /** What would read as picocli's own markup is shown as it is. */
  private static String plain(String text) {
    return text.replace("@|", "@ |").replace("|@", "| @");
  }

  private static void stopWithParent() {
    Thread thread =
        new Thread(
            () -> {
              try {
                System.in.transferTo(OutputStream.nullOutputStream());
              } catch (IOException gone) {
                // The pipe broke: the same as its end.
              }
              System.exit(CommandLine.ExitCode.OK);
            },
            "parent");
    thread.setDaemon(true);
    thread.start();
  }
}
