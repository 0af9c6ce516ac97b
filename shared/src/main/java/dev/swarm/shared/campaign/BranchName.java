package dev.swarm.shared.campaign;

import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Names a machine's branch: {@code autoresearch/mar5-m4max}. */
public final class BranchName {
  private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("MMMd", Locale.ENGLISH);

  private BranchName() {}

  /** The branch of a machine that joined on {@code date}. */
  public static String of(String prefix, LocalDate date, MachineName machine) {
    return prefix + "/" + DATE.format(date).toLowerCase(Locale.ROOT) + "-" + machine;
  }
}
