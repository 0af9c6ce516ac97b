package dev.swarm.coordinator.hub;

import org.eclipse.jgit.lib.ObjectId;

/**
 * Told of every ref that a push has set, after the ref is on disk and before the machine hears that
 * its push was taken. Called on the push's own thread, several at once, so it must be quick. Told
 * again when an experiment is pushed again. After a crash between the two nobody is told: whoever
 * depends on a ref asks {@link Hub#resolve} once when it starts.
 */
@FunctionalInterface
public interface RefListener {
  void updated(String machine, String ref, ObjectId commit);
}
