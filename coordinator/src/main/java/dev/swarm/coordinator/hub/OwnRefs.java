package dev.swarm.coordinator.hub;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.transport.AdvertiseRefsHook;
import org.eclipse.jgit.transport.ReceivePack;
import org.eclipse.jgit.transport.UploadPack;

/**
 * Shows a pushing machine the base and its own branch only. Git lists every ref before every push,
 * and a campaign has one ref per experiment: with all of them shown a push would grow slower with
 * every result. Readers see everything.
 */
final class OwnRefs implements AdvertiseRefsHook {
  private final PushRules rules;

  OwnRefs(PushRules rules) {
    this.rules = rules;
  }

  @Override
  public void advertiseRefs(ReceivePack push) throws IOException {
    Map<String, Ref> shown = new HashMap<>();
    List<String> names = Stream.concat(Stream.of(Hub.MAIN), rules.branch().stream()).toList();
    for (String name : names) {
      Ref ref = push.getRepository().exactRef(name);
      if (ref != null) {
        shown.put(name, ref);
      }
    }
    push.setAdvertisedRefs(shown, Set.of());
  }

  @Override
  public void advertiseRefs(UploadPack fetch) {
    // Readers see everything.
  }
}
