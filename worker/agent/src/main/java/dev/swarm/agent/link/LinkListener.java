package dev.swarm.agent.link;

import dev.swarm.proto.v1.DesiredState;
import dev.swarm.shared.text.CoordinatorAddress;

/** Hears of the link; called from gRPC's threads and must not block. */
public interface LinkListener {
  /** The coordinator at this address said what should be. */
  void desired(CoordinatorAddress from, DesiredState desired);

  /** The stream is open and wants the worker's state. */
  void opened();

  /** The stream is gone and another is tried by itself; the sentence is for people. */
  void lost(String sentence);

  /** The coordinator will never take this worker as it is; the sentence says why. */
  void refused(String sentence);
}
