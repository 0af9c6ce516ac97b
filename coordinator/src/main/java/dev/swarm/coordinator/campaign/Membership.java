package dev.swarm.coordinator.campaign;

import java.util.Optional;

/**
 * Who a machine's worker is and whether it gets work.
 *
 * @param hardwareClass machines whose metrics may be compared
 * @param incarnation the folder its worker lives in
 * @param process the worker's process, new after every restart
 * @param away whether its lease ran out
 * @param aside why it gets no work; absent when it does
 * @param paused whether somebody said that it is to start nothing more
 * @param interruptions runs in a row that the machine, not the experiment, failed
 */
public record Membership(
    String hardwareClass,
    String incarnation,
    String process,
    boolean away,
    Optional<String> aside,
    boolean paused,
    int interruptions) {

  /** Of a worker that has just come; only people let go on what people paused. */
  static Membership joined(Event.MachineJoined event, boolean paused) {
    return new Membership(
        event.hardwareClass(),
        event.incarnation(),
        event.process(),
        false,
        Optional.empty(),
        paused,
        0);
  }

  /**
   * After an absence. A worker that was started anew has been seen to; one that only could not be
   * reached is as it was.
   */
  Membership rejoined(Event.MachineJoined event) {
    Membership anew = joined(event, paused);
    return process.equals(event.process())
        ? new Membership(
            anew.hardwareClass, anew.incarnation, anew.process, false, aside, paused, interruptions)
        : anew;
  }

  boolean getsWork() {
    return !away && aside.isEmpty() && !paused;
  }

  Membership gone() {
    return new Membership(hardwareClass, incarnation, process, true, aside, paused, interruptions);
  }

  Membership setAside(String reason) {
    return new Membership(
        hardwareClass, incarnation, process, away, Optional.of(reason), paused, interruptions);
  }

  Membership withInterruptions(int count) {
    return new Membership(hardwareClass, incarnation, process, away, aside, paused, count);
  }

  Membership paused(boolean now) {
    return new Membership(hardwareClass, incarnation, process, away, aside, now, interruptions);
  }
}
