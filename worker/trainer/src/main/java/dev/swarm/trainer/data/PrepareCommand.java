package dev.swarm.trainer.data;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code swarm prepare}: gets a text, trains its tokenizer and turns it into tokens. */
@Command(
    name = "swarm prepare",
    sortOptions = false,
    customSynopsis = {
      "swarm prepare [--num-shards N] [--base-url URL] [options]",
      "swarm prepare (--text | --jsonl | --parquet) FILE... [options]",
      "swarm prepare --shards DIR [--num-shards N] [options]"
    },
    description = {
      "Prepares data for runs: downloads shards or takes files, trains a tokenizer, makes tokens.",
      "What is there already is kept, so the same command goes on after an interruption."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  swarm prepare                          10 shards of the reference data set",
      "  swarm prepare --text book.txt --data-dir book --vocab-size 2048",
      "  swarm train Train.java --data book     a run on what was prepared"
    })
public final class PrepareCommand implements Callable<Integer> {
  private static final Duration CONNECT = Duration.ofSeconds(30);
  private static final Duration STALL = Duration.ofSeconds(30);

  @Spec private CommandSpec spec;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  private boolean help;

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      description = "Where all is kept (default: SWARM_DATA, or ~/.cache/autoresearch).")
  private Path dataFolder;

  @Option(
      names = "--base-url",
      paramLabel = "URL",
      defaultValue = Shards.BASE_URL,
      description = "Address of the shards without their names (default: ${DEFAULT-VALUE}).")
  private String baseUrl;

  @Option(
      names = "--num-shards",
      paramLabel = "N",
      description =
          "Shards to train on, from the first, -1 for all (default: 10). Shard 6542 always comes"
              + " with them, for validation.")
  private Integer shardCount;

  @Option(
      names = "--download-workers",
      paramLabel = "N",
      defaultValue = "8",
      description = "Downloads at a time (default: ${DEFAULT-VALUE}).")
  private int workers;

  @ArgGroup private LocalFiles files;

  @Option(
      names = "--field",
      paramLabel = "NAME",
      defaultValue = "text",
      description = "Field or column that has the text (default: ${DEFAULT-VALUE}).")
  private String field;

  @Option(
      names = "--vocab-size",
      paramLabel = "N",
      defaultValue = "8192",
      description =
          "Entries of the tokenizer, 4 special ones included (default: ${DEFAULT-VALUE}).")
  private int vocabularySize;

  @Option(
      names = "--sequence-length",
      paramLabel = "N",
      defaultValue = "2048",
      description = "Tokens that are predicted in a row (default: ${DEFAULT-VALUE}).")
  private int sequenceLength;

  @Option(
      names = "--eval-tokens",
      paramLabel = "N",
      defaultValue = "20971520",
      description =
          "Predictions that are scored, or all that the validation part has (default:"
              + " ${DEFAULT-VALUE}; 1572864 suits a laptop).")
  private long evaluationTokens;

  /** Prepares and ends the process: 0 for success, 1 for failure, 2 for wrong usage. */
  public static void main(String[] arguments) {
    System.exit(commandLine().execute(arguments));
  }

  static CommandLine commandLine() {
    return new CommandLine(new PrepareCommand())
        .setExecutionExceptionHandler(PrepareCommand::complain)
        .setParameterExceptionHandler(PrepareCommand::explainUsage);
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    DataFolder folder = new DataFolder(root());
    PrintWriter out = spec.commandLine().getOut();
    requireOptions();
    Recipe recipe = recipe();
    try (FolderLock lock = FolderLock.take(folder)) {
      List<Part> parts = files == null ? download(folder, out) : files.parts(field, shardCount);
      new Preparation(
              folder,
              recipe,
              sentence -> {
                out.println(sentence);
                out.flush();
              })
          .prepare(parts.subList(0, parts.size() - 1), parts.get(parts.size() - 1));
    }
    out.printf("Ready: swarm train Train.java --data %s%n", folder.root());
    out.flush();
    return CommandLine.ExitCode.OK;
  }

  private Recipe recipe() throws IOException {
    String source = files == null ? "shards from " + baseUrl : files.description();
    try {
      return new Recipe(source, vocabularySize, sequenceLength, evaluationTokens);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage());
    }
  }

  private List<Part> download(DataFolder folder, PrintWriter out)
      throws IOException, InterruptedException {
    int wanted = shardCount == null ? 10 : shardCount < 0 ? Shards.MAX_SHARD : shardCount;
    List<Integer> numbers = Shards.numbers(wanted);
    List<Integer> missing = new ArrayList<>();
    for (int number : numbers) {
      if (!Files.exists(folder.shards().resolve(Shards.fileName(number)))) {
        missing.add(number);
      }
    }
    if (!missing.isEmpty()) {
      out.printf("Data: downloading %d of %d shards.%n", missing.size(), numbers.size());
      out.flush();
      DownloadBar bar =
          new DownloadBar(out, System.console() != null, missing.size(), System::nanoTime);
      HttpClient client =
          HttpClient.newBuilder()
              .connectTimeout(CONNECT)
              .followRedirects(HttpClient.Redirect.NORMAL)
              .build();
      Download download = new Download(client, time -> Thread.sleep(time.toMillis()), STALL, bar);
      new ShardDownloads(baseUrl, folder.shards(), workers, download).fetch(missing);
    }
    out.printf(
        "Data: %d shards to train on and shard %d for validation, in %s.%n",
        wanted, Shards.VAL_SHARD, folder.shards());
    out.flush();
    return numbers.stream().map(number -> Shards.part(folder.shards(), number)).toList();
  }

  private void requireOptions() {
    boolean whole = shardCount == null || shardCount == -1;
    if (!whole && (shardCount < 1 || shardCount > Shards.MAX_SHARD)) {
      throw new ParameterException(
          spec.commandLine(),
          String.format(
              "--num-shards is a whole number from 1 to %d, or -1 for all, not %d.",
              Shards.MAX_SHARD, shardCount));
    }
    if (workers < 1) {
      throw new ParameterException(
          spec.commandLine(), "--download-workers is a whole number from 1, not " + workers + ".");
    }
    if (!baseUrl.matches("https?://[^\\s]+")) {
      throw new ParameterException(
          spec.commandLine(),
          "--base-url begins with https:// or http://, not \"" + baseUrl + "\".");
    }
  }

  private Path root() {
    String named = System.getenv().getOrDefault("SWARM_DATA", "");
    if (dataFolder != null) {
      return dataFolder.toAbsolutePath().normalize();
    }
    return named.isBlank()
        ? Path.of(System.getProperty("user.home"), ".cache", "autoresearch")
        : Path.of(named).toAbsolutePath();
  }

  private static int complain(
      Exception failure, CommandLine command, CommandLine.ParseResult arguments) {
    PrintWriter err = command.getErr();
    if (failure instanceof UnusableData) {
      err.println(failure.getMessage());
    } else if (failure instanceof IOException) {
      err.println("The disk fails: " + failure.getMessage() + ".");
    } else {
      err.println("This should not happen; please report it with what follows.");
      failure.printStackTrace(err);
    }
    return CommandLine.ExitCode.SOFTWARE;
  }

  private static int explainUsage(ParameterException wrong, String[] arguments) {
    PrintWriter err = wrong.getCommandLine().getErr();
    err.println(wrong.getMessage());
    CommandLine.UnmatchedArgumentException.printSuggestions(wrong, err);
    err.println("See: swarm prepare --help");
    return CommandLine.ExitCode.USAGE;
  }
}
