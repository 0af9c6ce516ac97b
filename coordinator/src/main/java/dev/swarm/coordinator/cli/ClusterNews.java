package dev.swarm.coordinator.cli;

import dev.swarm.coordinator.campaign.Campaign;
import dev.swarm.coordinator.entity.OwnershipListener;
import dev.swarm.coordinator.entity.Roster;
import dev.swarm.coordinator.wire.RosterWire;
import java.io.PrintWriter;

/** Says which of several coordinators decides about the campaign, and which of them are there. */
final class ClusterNews implements OwnershipListener {
  private final Roster roster;
  private final PrintWriter out;

  private ClusterNews(Roster roster, PrintWriter out) {
    this.roster = roster;
    this.out = out;
  }

  /** Says it now, and after every change. */
  static OwnershipListener of(Roster roster, PrintWriter out) {
    ClusterNews news = new ClusterNews(roster, out);
    news.attendance();
    roster.subscribe(news::attendance);
    return news;
  }

  @Override
  public void taken(Campaign campaign) {
    say("This coordinator decides now.");
  }

  @Override
  public void lost() {
    say("Another coordinator decides now.");
  }

  private void attendance() {
    say(ClusterText.attendance(RosterWire.of(roster)));
  }

  private void say(String sentence) {
    out.println(sentence);
    out.flush();
  }
}
