package dev.swarm.shared.verdict;

import java.util.OptionalDouble;

/**
 * What an experiment is compared with: the head that it ran on.
 *
 * @param sample of its runs
 * @param memoryMib its peak memory in MiB; absent when it said none
 */
public record Incumbent(Sample sample, OptionalDouble memoryMib) {}
