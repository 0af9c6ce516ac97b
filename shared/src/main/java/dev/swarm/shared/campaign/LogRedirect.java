package dev.swarm.shared.campaign;

import java.util.regex.Pattern;

/**
 * The redirect to run.log that ends a run command in the original loop: {@code > run.log 2>&1}. The
 * runner writes that log itself, with a limit, so the redirect is taken off.
 */
final class LogRedirect {
  private static final String LOG = "(?:\\./)?(?:run\\.log|\"run\\.log\"|'run\\.log')";

  private static final Pattern TRAILING =
      Pattern.compile(
          "\\s*(?:"
              // > run.log 2>&1, >> run.log, &> run.log, 2>&1 > run.log
              + "(?:2>&1\\s*)?(?:1?>>?|&>>?|>&)\\s*"
              + LOG
              + "(?:\\s*2>\\s*&1|\\s*2>>?\\s*"
              + LOG
              + ")?"
              // 2>&1 | tee run.log
              + "|(?:2>&1\\s*)?\\|&?\\s*tee(?:\\s+-a|\\s+--append)?\\s+"
              + LOG
              + ")\\s*;?\\s*$");

  private LogRedirect() {}

  /** The command without such a redirect at its end; any other redirect stays. */
  static String strip(String command) {
    return TRAILING.matcher(command).replaceFirst("").strip();
  }
}
