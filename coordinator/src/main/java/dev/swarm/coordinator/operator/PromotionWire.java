package dev.swarm.coordinator.operator;

import dev.swarm.coordinator.promotion.Promoter;
import dev.swarm.coordinator.promotion.Promotion;
import dev.swarm.proto.v1.PromoteReply;
import dev.swarm.proto.v1.PromoteRequest;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Translates promotions between the wire and {@link Promoter}. */
final class PromotionWire {
  private PromotionWire() {}

  static Promoter.Wish wish(PromoteRequest request) {
    return new Promoter.Wish(
        request.getWhat(),
        request.getTo(),
        request.getNow(),
        request.getStack(),
        request.getDryRun(),
        request.hasExpiresAtMs()
            ? Optional.of(Instant.ofEpochMilli(request.getExpiresAtMs()))
            : Optional.empty());
  }

  static PromoteReply reply(List<Promotion> promotions) {
    PromoteReply.Builder reply = PromoteReply.newBuilder();
    for (Promotion each : promotions) {
      reply.addPromotions(
          dev.swarm.proto.v1.Promotion.newBuilder()
              .setMachine(each.machine().text())
              .setBranch(each.branch())
              .setQueued(each.queued())
              .setSentence(each.sentence())
              .setDiff(each.diff()));
    }
    return reply.build();
  }
}
