package dev.swarm.coordinator.operator;

import io.grpc.stub.ServerCallStreamObserver;
import java.util.Iterator;

/**
 * Sends a long answer as fast as its caller reads it, so that nothing piles up here. gRPC runs it
 * whenever the caller can take more, never twice at a time.
 */
final class PacedAnswers<T> implements Runnable {
  private final ServerCallStreamObserver<T> answers;
  private final Iterator<T> all;
  private boolean over;

  private PacedAnswers(ServerCallStreamObserver<T> answers, Iterator<T> all) {
    this.answers = answers;
    this.all = all;
  }

  /** To be called before the call's method returns. */
  static <T> void send(ServerCallStreamObserver<T> answers, Iterator<T> all) {
    PacedAnswers<T> paced = new PacedAnswers<>(answers, all);
    answers.setOnReadyHandler(paced);
    paced.run();
  }

  @Override
  public void run() {
    while (!over && answers.isReady()) {
      if (all.hasNext()) {
        answers.onNext(all.next());
      } else {
        over = true;
        answers.onCompleted();
      }
    }
  }
}
