package dev.swarm.coordinator.init;

import dev.swarm.shared.campaign.CampaignFile;
import dev.swarm.shared.text.Complaint;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds the command that runs an experiment. */
final class CommandFinder {
  private static final List<String> INSTRUCTIONS = List.of("program.md", "README.md");
  private static final Pattern TARGET =
      Pattern.compile("^(train|run|bench|benchmark)[ \\t]*:", Pattern.MULTILINE);

  private CommandFinder() {}

  /**
   * @throws Complaint when nothing tells how the file is run
   */
  static Finding<String> find(SourceFolder folder, String mutable) throws IOException {
    for (String instructions : INSTRUCTIONS) {
      Optional<String> told = told(folder.text(instructions).orElse(""), mutable);
      if (told.isPresent()) {
        return new Finding<>(told.get(), "as " + instructions + " says");
      }
    }
    String extension = mutable.substring(mutable.lastIndexOf('.') + 1);
    if (extension.equals("py") && folder.has("uv.lock")) {
      return new Finding<>("uv run " + mutable, "there is a uv.lock");
    }
    if (folder.has("Makefile")) {
      Matcher target = TARGET.matcher(folder.text("Makefile").orElse(""));
      if (target.find()) {
        return new Finding<>("make " + target.group(1), "the Makefile has that target");
      }
    }
    Optional<String> jar = folder.top().stream().filter(file -> file.endsWith(".jar")).findFirst();
    return switch (extension) {
      case "py" -> new Finding<>("python3 " + mutable, "it is a Python file");
      case "sh" -> new Finding<>("sh " + mutable, "it is a shell script");
      case "jl" -> new Finding<>("julia " + mutable, "it is a Julia file");
      case "java" -> new Finding<>("java " + mutable, "it is a Java source file");
      default ->
          jar.map(name -> new Finding<>("java -jar " + name, "there is that jar"))
              .orElseThrow(
                  () ->
                      new Complaint(
                          "Nothing in %s tells how an experiment with %s is run; say so with --run COMMAND."
                              .formatted(folder.folder(), mutable)));
    };
  }

  /**
   * A command in the instructions that starts the mutable file, as code or on a line of its own.
   */
  private static Optional<String> told(String text, String mutable) {
    Matcher matcher =
        Pattern.compile(
                "(?:^[ \\t]*\\$?[ \\t]*|`)((?:uv run |python3? |java |swarm-train |sh |bash )[^`\\n]*?(?<![\\w/-])"
                    + Pattern.quote(mutable)
                    + "(?![\\w.])[^`\\n]*)(?:`|$)",
                Pattern.MULTILINE)
            .matcher(text);
    if (!matcher.find()) {
      return Optional.empty();
    }
    String command = matcher.group(1).replaceFirst("\\s+#.*$", "").strip();
    return Optional.of(CampaignFile.withoutLogRedirect(command));
  }
}
