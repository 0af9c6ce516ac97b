package dev.swarm.coordinator.cli;

import dev.swarm.coordinator.campaign.Campaign;
import dev.swarm.coordinator.entity.OwnershipListener;
import java.io.PrintWriter;

/** Says which of several coordinators decides about the campaign. */
record Deciding(PrintWriter out) implements OwnershipListener {
  @Override
  public void taken(Campaign campaign) {
    say("This coordinator decides now.");
  }

  @Override
  public void lost() {
    say("Another coordinator decides now.");
  }

  private void say(String sentence) {
    out.println(sentence);
    out.flush();
  }
}
