package dev.swarm.coordinator.cli;

import dev.swarm.proto.v1.CoordinatorStatus;
import dev.swarm.proto.v1.MachineStatus;
import dev.swarm.proto.v1.RunningStatus;
import dev.swarm.proto.v1.SwarmStatus;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A status as JSON: numbers are numbers, absent is null. */
public final class StatusJson {
  private StatusJson() {}

  /** What {@code swarm status --json} prints; {@code coordinators} only where there are several. */
  public static Map<String, Object> of(SwarmStatus status) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("campaign", status.getCampaign());
    json.put("metric", status.getMetric());
    json.put("direction", status.getDirection());
    if (status.getCoordinatorsCount() > 0) {
      json.put("coordinators", status.getCoordinatorsList().stream().map(StatusJson::of).toList());
    }
    List<Map<String, Object>> machines =
        status.getMachinesList().stream().map(StatusJson::of).toList();
    json.put("machines", machines);
    return json;
  }

  /** One machine of it. */
  public static Map<String, Object> of(MachineStatus machine) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("machine", machine.getMachine());
    json.put("class", machine.getHardwareClass());
    json.put("branch", machine.getBranch());
    json.put("state", machine.getState());
    json.put("baseline", machine.hasBaseline() ? machine.getBaseline() : null);
    json.put("best", machine.hasBest() ? machine.getBest() : null);
    json.put("noise_floor", machine.hasNoiseFloor() ? machine.getNoiseFloor() : null);
    json.put("kept", machine.getKept());
    json.put("discarded", machine.getDiscarded());
    json.put("crashed", machine.getCrashed());
    json.put("running", machine.hasRunning() ? of(machine.getRunning()) : null);
    json.put("idle_p50_seconds", machine.hasIdleP50Seconds() ? machine.getIdleP50Seconds() : null);
    json.put("idle_p99_seconds", machine.hasIdleP99Seconds() ? machine.getIdleP99Seconds() : null);
    json.put(
        "startup_p50_seconds",
        machine.hasStartupP50Seconds() ? machine.getStartupP50Seconds() : null);
    return json;
  }

  private static Map<String, Object> of(CoordinatorStatus coordinator) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("address", coordinator.getAddress());
    json.put("state", coordinator.getState());
    json.put("decides", coordinator.getDecides());
    json.put("answers", coordinator.getAnswers());
    return json;
  }

  private static Map<String, Object> of(RunningStatus running) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("experiment", running.getExperiment());
    json.put("description", running.getDescription());
    json.put("elapsed_seconds", running.getElapsedSeconds());
    json.put("fraction", running.hasFraction() ? running.getFraction() : null);
    json.put("step", running.hasStep() ? running.getStep() : null);
    json.put("loss", running.hasLoss() ? running.getLoss() : null);
    json.put(
        "tokens_per_second", running.hasTokensPerSecond() ? running.getTokensPerSecond() : null);
    return json;
  }
}
