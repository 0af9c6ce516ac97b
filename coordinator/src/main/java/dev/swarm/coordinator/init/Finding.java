package dev.swarm.coordinator.init;

/**
 * Something that was found in a repository.
 *
 * @param because where or why, for whoever has to check it
 */
record Finding<T>(T value, String because) {}
