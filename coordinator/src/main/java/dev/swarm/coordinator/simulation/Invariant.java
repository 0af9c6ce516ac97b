package dev.swarm.coordinator.simulation;

/** What must hold at every moment of every campaign, whatever goes wrong around it. */
public enum Invariant {
  TOKENS_ONLY_GROW("a lease token only grows and is given once"),
  STALE_TOKENS_NEVER_RATCHET("only an outcome under an experiment's current token is judged"),
  ONE_VERDICT("an experiment gets one verdict"),
  ROWS_ARE_CONSECUTIVE("every verdict is the next row of its ledger"),
  ONE_RUNNING_ONE_WAITING("a machine has at most one running and one waiting experiment"),
  NOTHING_JUDGED_IS_ASSIGNED("nothing that has a verdict is assigned"),
  ADVANCES_FROM_ITS_HEAD("a branch advances only to what was judged on its head"),
  ADVANCES_ONLY_TO_BETTER("a branch advances only to what its policy judges better"),
  NEVER_GOES_BACK("a branch never goes back, and moves by advancing only"),
  HEAD_IS_WHAT_RAN("a head has the knobs, the commit and the mean that really ran"),
  CONFIRMATIONS_ARE_BOUNDED("an experiment is confirmed a bounded number of times"),
  EVIDENCE_IS_WHAT_RAN("a verdict rests on the runs that were reported, all of them"),
  VERDICT_IS_THE_POLICYS("a verdict is what the policy says of the evidence"),
  TRANSPLANTS_NEVER_RETURN("a transplant never returns to where it came from"),
  WINS_ARE_MEASURED_ONCE("a win is measured on a machine once, unless as a step"),
  NOTHING_ACKNOWLEDGED_IS_LOST("what was acknowledged is in the journal"),
  LEASES_CHANGE_NO_TOKEN("a lease that runs out takes nothing from whoever still has it"),
  LATE_WINS_COUNT("an outcome under the current token counts, however late"),
  KNOWN_EXPERIMENTS_ONLY("a worker reports nothing that was never handed out"),
  REPLAY_IS_THE_STATE("replaying the events gives the state"),
  NOTHING_NEW_WHILE_PAUSED("nothing new is handed out while the campaign is paused"),
  NOTHING_NEW_WHILE_DRAINED("a drained machine is handed nothing new"),
  PATCHES_BRING_WHAT_THEY_NAME("a patch brings the changes that its proposal names, no others"),
  RUNGS_NEVER_RATCHET("what did not run on the ratchet's rung has no verdict and moves no branch"),
  OWN_RUNS_COUNT_ONCE_IN_ORDER("what a machine ran by itself is taken in once and in its order"),
  NOTHING_RUN_ALONE_IS_LOST("what a machine ran by itself is in the journal before it forgets it"),
  MACHINES_HAVE_WORK("a machine that is up has work"),
  MACHINES_GET_ON("a machine that is up gets its next verdict");

  private final String sentence;

  Invariant(String sentence) {
    this.sentence = sentence;
  }

  /** What must hold, to go on after "it must hold that". */
  public String sentence() {
    return sentence;
  }
}
