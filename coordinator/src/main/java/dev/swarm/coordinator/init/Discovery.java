package dev.swarm.coordinator.init;

import dev.swarm.shared.campaign.Direction;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a repository tells about the campaign that it could be.
 *
 * @param name the folder's
 * @param trainingLimit of a run, where the usual one is too short
 * @param packages whether the run command fetches packages on a machine's first run
 */
record Discovery(
    String name,
    Finding<String> mutable,
    List<String> immutable,
    Finding<String> command,
    Finding<String> metric,
    Finding<Direction> direction,
    Finding<Duration> budget,
    Optional<Finding<Duration>> trainingLimit,
    List<String> data,
    boolean packages,
    KnobFinder.Found knobs) {
  private static final Pattern MLX =
      Pattern.compile("^[ \\t]*(?:import|from)[ \\t]+mlx\\b", Pattern.MULTILINE);

  /**
   * Looks through the tracked files of a folder.
   *
   * @param wishes what the operator has said, which is not looked for
   * @throws dev.swarm.shared.text.Complaint when something can't be found that has to be there
   */
  static Discovery of(Path folder, Wishes wishes) throws IOException {
    SourceFolder source = SourceFolder.of(folder);
    Finding<String> mutable =
        wishes.mutable().isPresent() ? said(wishes.mutable().get()) : MutableFinder.find(source);
    wishes.checkMutable(source);
    List<String> immutable = ImmutableFinder.find(source, mutable.value());
    List<String> code = new ArrayList<>();
    code.add(mutable.value());
    immutable.stream().filter(file -> !file.endsWith(".md")).forEach(code::add);
    Finding<String> command =
        wishes.command().isPresent()
            ? said(wishes.command().get())
            : CommandFinder.find(source, mutable.value());
    Finding<String> metric =
        wishes.metric().isPresent() ? said(wishes.metric().get()) : MetricFinder.find(source, code);
    Finding<Duration> budget =
        wishes.budget().isPresent() ? said(wishes.budget().get()) : BudgetFinder.find(source, code);
    String subject = source.text(mutable.value()).orElse("");
    return new Discovery(
        name(folder),
        mutable,
        immutable,
        command,
        metric,
        wishes.direction().isPresent()
            ? said(wishes.direction().get())
            : DirectionFinder.find(source, metric.value()),
        budget,
        MLX.matcher(subject).find()
            ? Optional.of(
                new Finding<>(
                    budget.value().multipliedBy(3), "it trains with MLX, which compiles longer"))
            : Optional.empty(),
        DataFinder.find(source, code),
        command.value().startsWith("uv "),
        KnobFinder.find(subject));
  }

  private static <T> Finding<T> said(T value) {
    return new Finding<>(value, "as you said");
  }

  private static String name(Path folder) throws IOException {
    Path last = folder.toRealPath().getFileName();
    return last == null ? "campaign" : last.toString();
  }
}
