package dev.swarm.cli.demo;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** The trainer's engines, and where Maven Central has their native libraries. */
enum Engine {
  PYTORCH("PyTorch"),
  MXNET("MXNet");

  /** As people write it. */
  final String title;

  Engine(String title) {
    this.title = title;
  }

  /** As the trainer's {@code --engine} wants it. */
  String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** PyTorch has none for Intel Macs, MXNet has some for x86_64 only. */
  boolean runsOn(String operatingSystem, String architecture) {
    boolean intel = architecture.equals("amd64") || architecture.equals("x86_64");
    boolean mac = operatingSystem.startsWith("Mac");
    return this == PYTORCH ? !(mac && intel) : intel;
  }

  static List<Engine> of(String operatingSystem, String architecture) {
    return Stream.of(values()).filter(each -> each.runsOn(operatingSystem, architecture)).toList();
  }
}
