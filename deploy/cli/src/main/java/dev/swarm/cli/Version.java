package dev.swarm.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** What {@code swarm version} and {@code swarm --version} print. */
final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() throws IOException {
    Properties build = new Properties();
    try (InputStream stream = Version.class.getResourceAsStream("version.properties")) {
      build.load(stream);
    }
    return new String[] {
      "swarm %s (Java %s, %s %s)"
          .formatted(
              build.getProperty("version"),
              System.getProperty("java.version"),
              System.getProperty("os.name"),
              System.getProperty("os.arch"))
    };
  }
}
