package dev.swarm.coordinator.operator;

import dev.swarm.coordinator.ledger.JournalUnreadable;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;

/** Tells whoever asks for what can't be read just now that it is so, and that it may be later. */
public final class UnreadableJournal implements ServerInterceptor {
  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    return new SimpleForwardingServerCallListener<>(next.startCall(call, headers)) {
      private boolean over;

      @Override
      public void onHalfClose() {
        run(super::onHalfClose);
      }

      @Override
      public void onReady() {
        run(super::onReady);
      }

      private void run(Runnable step) {
        if (over) {
          return;
        }
        try {
          step.run();
        } catch (JournalUnreadable unreadable) {
          over = true;
          call.close(JournalAway.status(unreadable.getMessage()), JournalAway.mark());
        }
      }
    };
  }
}
