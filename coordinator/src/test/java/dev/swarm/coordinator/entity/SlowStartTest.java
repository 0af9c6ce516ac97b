package dev.swarm.coordinator.entity;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.swarm.coordinator.campaign.Campaign;
import dev.swarm.coordinator.journal.SqliteJournal;
import java.nio.file.Path;
import org.apache.pekko.event.slf4j.Slf4jLogger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A machine that is busy with other things when a coordinator starts. */
class SlowStartTest {
  @TempDir Path folder;

  @Test
  void startsHoweverLateItsLoggerIs() throws Exception {
    Config slow =
        ConfigFactory.parseString("pekko.loggers = [\"%s\"]".formatted(LateLogger.class.getName()))
            .withFallback(SqliteJournal.open(folder.resolve("journal.db")));

    try (LiveCampaign campaign = LiveCampaign.start(slow, event -> {})) {
      assertThat(campaign.campaign()).isEqualTo(Campaign.NEW);
    }
  }

  /** One that takes longer than the five seconds that Pekko gives it by itself. */
  public static final class LateLogger extends Slf4jLogger {
    public LateLogger() throws InterruptedException {
      Thread.sleep(5_500);
    }
  }
}
