package dev.swarm.agent.worker;

import dev.swarm.proto.v1.HeldExperiment;
import dev.swarm.proto.v1.WorkerState;
import java.util.HashSet;
import java.util.Set;

/**
 * What is, as the coordinator is told of it: all of it every time. One thread, the worker's loop.
 *
 * @param identity what does not change in a worker's life
 */
record PresentState(
    WorkerState identity,
    Membership membership,
    RunInProgress run,
    Reports reports,
    Troubles troubles,
    LastWord word) {
  WorkerState now() {
    WorkerState.Builder state = identity.toBuilder().addAllHeld(held());
    membership.addTo(state);
    run.addTo(state);
    reports.addTo(state);
    troubles.present().ifPresent(state::setTrouble);
    return state.build();
  }

  private Set<HeldExperiment> held() {
    Set<HeldExperiment> held = new HashSet<>(word.assigned());
    run.held().ifPresent(held::add);
    reports.held().forEach(held::add);
    return held;
  }
}
