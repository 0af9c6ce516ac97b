package dev.swarm.coordinator.operator;

import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;

/**
 * How a coordinator says that it can't reach its journal: unavailable, as one that is not there at
 * all, but marked, so that whoever asks can tell the two apart.
 */
public final class JournalAway {
  private static final Metadata.Key<String> MARK =
      Metadata.Key.of("swarm-journal", Metadata.ASCII_STRING_MARSHALLER);

  private JournalAway() {}

  /** Whether a coordinator has answered, and said this. */
  public static boolean isSaidBy(StatusRuntimeException failure) {
    return failure.getTrailers() != null && failure.getTrailers().containsKey(MARK);
  }

  /** Whoever asked for something to be done is told that it may not be. */
  static StatusRuntimeException notWritten() {
    return status(
            "The coordinator could not write its journal in time, so this may not be done; try again, nothing is done twice.")
        .asRuntimeException(mark());
  }

  static Status status(String sentence) {
    return Status.UNAVAILABLE.withDescription(sentence);
  }

  static Metadata mark() {
    Metadata trailers = new Metadata();
    trailers.put(MARK, "away");
    return trailers;
  }
}
