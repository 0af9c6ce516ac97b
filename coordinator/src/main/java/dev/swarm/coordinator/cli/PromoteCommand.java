package dev.swarm.coordinator.cli;

import dev.swarm.proto.v1.PromoteReply;
import dev.swarm.proto.v1.PromoteRequest;
import dev.swarm.proto.v1.Promotion;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code swarm promote}: has a change measured on other branches. */
@Command(
    name = "promote",
    description =
        "Have a change measured on other branches: what a branch kept, an experiment whatever came of it, or a commit of the campaign's repository.",
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  swarm promote rack-12 --to autoresearch/mar5-mini",
      "  swarm promote rack-12 --to class:apple-silicon --now",
      "  swarm promote autoresearch/mar5-rack --to all --stack",
      "  swarm promote 4f2a91c --to mini --dry-run"
    })
public final class PromoteCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private OperatorOptions operator;

  @Parameters(
      paramLabel = "EXPERIMENT|COMMIT|BRANCH",
      description = "What is promoted; of a branch all that it kept, one by one.")
  private String what;

  @Option(
      names = "--to",
      required = true,
      paramLabel = "BRANCH|class:CLASS|all",
      description = "Where it is measured; a machine's name stands for its branch.")
  private String to;

  @Option(names = "--now", description = "Before everything else that waits there.")
  private boolean now;

  @Option(
      names = "--stack",
      description = "A branch's wins together; if they fail, they are taken apart.")
  private boolean stack;

  @Option(names = "--dry-run", description = "Only show what would be merged.")
  private boolean dryRun;

  @Option(
      names = "--expires",
      paramLabel = "TIME",
      description = "How long it may wait, such as 12h (default: until it is measured).",
      converter = DurationConverter.class)
  private Duration expires;

  @Override
  public Integer call() {
    PromoteRequest.Builder request =
        PromoteRequest.newBuilder()
            .setWhat(what)
            .setTo(to)
            .setNow(now)
            .setStack(stack)
            .setDryRun(dryRun);
    if (expires != null) {
      request.setExpiresAtMs(Instant.now().plus(expires).toEpochMilli());
    }
    PromoteReply reply;
    try (OperatorClient client = operator.connect()) {
      reply = client.promote(request.build());
    }
    PrintWriter out = spec.commandLine().getOut();
    for (Promotion each : reply.getPromotionsList()) {
      out.printf("%s: %s%n", each.getBranch(), sentence(each));
      out.print(each.getDiff());
    }
    out.flush();
    return reply.getPromotionsList().stream().anyMatch(each -> each.getQueued() > 0) ? 0 : 1;
  }

  private String sentence(Promotion promotion) {
    return dryRun && promotion.getQueued() > 0
        ? "It would be measured there%s; this is what it changes:"
            .formatted(
                promotion.getQueued() == 1
                    ? ""
                    : " in %d experiments".formatted(promotion.getQueued()))
        : promotion.getSentence();
  }
}
