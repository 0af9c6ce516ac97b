package dev.swarm.coordinator.wire;

import io.grpc.stub.ServerCallStreamObserver;

/**
 * A caller without a network. Nobody cancels, and all that is written can be read at once, unless a
 * test says otherwise; what no test looks at does nothing.
 */
public abstract class BareCall<T> extends ServerCallStreamObserver<T> {
  @Override
  public boolean isReady() {
    return true;
  }

  @Override
  public boolean isCancelled() {
    return false;
  }

  @Override
  public void setOnReadyHandler(Runnable handler) {}

  @Override
  public void setOnCancelHandler(Runnable handler) {}

  @Override
  public void setCompression(String compression) {}

  @Override
  public void disableAutoInboundFlowControl() {}

  @Override
  public void request(int count) {}

  @Override
  public void setMessageCompression(boolean enable) {}
}
